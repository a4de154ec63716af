using System.Text.Json;
using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>The JSON functions of defaults.go.</summary>
internal static class JsonFunctions
{
    private const string AnyToString = "func(interface {}) string";

    /// <summary>How deep JSON may nest when it is read.</summary>
    private const int MaxDepth = 512;

    public static FunctionMap All => new()
    {
        { "toJson", AnyToString, call => OrNothing(call, GoJson.Compact) },
        { "toPrettyJson", AnyToString, call => OrNothing(call, GoJson.Indented) },
        { "toRawJson", AnyToString, call => OrNothing(call, GoJson.Raw) },
        { "mustToJson", AnyToString, call => GoJson.Compact(call.Budget, call.Argument(0)) },
        { "mustToPrettyJson", AnyToString, call => GoJson.Indented(call.Budget, call.Argument(0)) },
        { "mustToRawJson", AnyToString, call => GoJson.Raw(call.Budget, call.Argument(0)) },
        { "fromJson", "func(string) interface {}", call => TryRead(call, out object? value, out _) ? value : null },
        { "mustFromJson", "func(string) interface {}", call => TryRead(call, out object? value, out string error) ? value : throw new FunctionException(error) },
    };

    /// <summary>What cannot be written as JSON becomes the empty string.</summary>
    private static string OrNothing(FunctionCall call, Func<Execution.Budget, Value, string> write)
    {
        try
        {
            return write(call.Budget, call.Argument(0));
        }
        catch (UnsupportedJsonException)
        {
            return "";
        }
    }

    private static bool TryRead(FunctionCall call, out object? value, out string error)
    {
        string text = call.Text(0);
        call.Charge(text.Length);
        value = null;
        error = "unexpected end of JSON input";
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            value = JsonValues.Convert(document.RootElement);
            return true;
        }
        catch (JsonException exception)
        {
            int line = (int)(exception.LineNumber ?? 0);
            string[] lines = text.Split('\n');
            string rest = line < lines.Length ? ByteText.From(lines[line]) : "";
            int position = (int)(exception.BytePositionInLine ?? 0);
            if (position < rest.Length)
            {
                error = $"invalid character {GoQuote.QuoteRune(new System.Text.Rune(rest[position]))} looking for beginning of value";
            }

            return false;
        }
    }
}
