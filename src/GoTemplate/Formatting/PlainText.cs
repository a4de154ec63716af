using System.Globalization;
using GoTemplate.Values;

namespace GoTemplate.Formatting;

/// <summary>
/// What nearly every action of a template prints: strings, booleans and whole numbers under <c>%v</c> without flags. These need
/// nothing of what other verbs, flags and types need, most of which a template then never uses.
/// </summary>
internal static class PlainText
{
    /// <summary>From here on Go writes a float64 with an exponent; see strconv/ftoa.go, <c>%e is used if the exponent ...</c>.</summary>
    private const double MaxWhole = 1e6;

    /// <summary>The text, or null where <see cref="Formatter"/> is to write it.</summary>
    public static string? Of(Value value) => value.Data switch
    {
        string text => text,
        true => "true",
        false => "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number when IsWhole(number) => ((long)number).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Whether it is written as an integer is; the negative zero is not.</summary>
    private static bool IsWhole(double number) =>
        Math.Abs(number) < MaxWhole && number == Math.Floor(number) && !(number == 0 && double.IsNegative(number));
}
