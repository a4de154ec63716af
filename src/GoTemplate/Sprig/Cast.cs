using GoTemplate.Text;
using GoTemplate.Values;

namespace GoTemplate.Sprig;

/// <summary>Numbers out of anything, zero where there is none; see spf13/cast.</summary>
internal static class Cast
{
    private const double TwoTo63 = 9223372036854775808.0;

    /// <summary>An integer: fractions are cut off, strings are read with Go's prefixes.</summary>
    public static long ToInt(Value value) => value.Data switch
    {
        long number => number,
        ulong number => unchecked((long)number),
        double number => number is >= -TwoTo63 and < TwoTo63 ? (long)number : long.MinValue, // As amd64 converts what does not fit.
        bool truth => truth ? 1 : 0,
        string text => GoNumber.TryParseInt(WithoutZeroFraction(text), 0, out long number) ? number : 0,
        _ => 0,
    };

    /// <summary>A floating-point number.</summary>
    public static double ToFloat(Value value) => value.Data switch
    {
        double number => number,
        long number => number,
        ulong number => number,
        bool truth => truth ? 1 : 0,
        string text => GoNumber.TryParseFloat(text, out double number) ? number : 0,
        _ => 0,
    };

    private static string WithoutZeroFraction(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        return point > 0 && text.AsSpan(point + 1).TrimEnd('0').IsEmpty ? text[..point] : text;
    }
}
