using System.Text.Json.Nodes;
using GoTemplate.Execution;
using GoTemplate.Formatting;
using GoTemplate.Sprig;
using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate;

/// <summary>What of Go's standard library a host needs to write functions that agree with Go's to the byte.</summary>
public static class GoFormat
{
    /// <summary>As <c>strconv.FormatFloat(value, 'g', -1, 64)</c>: the fewest digits that tell the number from others.</summary>
    public static string Float(double value) => GoFloat.Format(value, 'g', -1);

    /// <summary>As <c>time.Duration.String</c>: 1h2m3.5s.</summary>
    public static string Duration(long nanoseconds) => GoDuration.Format(nanoseconds);

    /// <summary>As <c>json.Marshal</c> writes a struct: compact, HTML's characters escaped, the keys in the order they are in.</summary>
    public static string Json(JsonNode? json) =>
        GoJson.Compact(new Budget(new TemplateLimits { MaxWork = long.MaxValue }, CancellationToken.None), json);

    /// <summary>As <c>fmt.Sprint</c> prints a value.</summary>
    /// <param name="value">A host's value; see <see cref="GoValue"/>.</param>
    public static string Sprint(object? value) =>
        Formatter.Sprint(new Budget(new TemplateLimits { MaxWork = long.MaxValue }, CancellationToken.None), Value.Of(value));

    /// <summary>As <c>strings.Compare</c>: the order of the UTF-8 bytes, which is not that of UTF-16 beyond U+FFFF.</summary>
    /// <returns>Negative, zero or positive.</returns>
    public static int Compare(string left, string right) => GoUtf8.Compare(left, right);

    /// <summary>As <c>strconv.Quote</c> quotes a string.</summary>
    public static string Quote(string text) => GoQuote.Quote(text);
}
