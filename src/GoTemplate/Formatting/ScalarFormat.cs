using System.Globalization;
using System.Numerics;
using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Formatting;

/// <summary>Numbers, strings and booleans under the verbs that suit them; see Go's fmt/format.go.</summary>
internal static class ScalarFormat
{
    /// <summary>What a negative int lacks to the unsigned number of the same bits.</summary>
    private static readonly BigInteger TwoTo64 = BigInteger.One << 64;

    /// <summary>Writes an integer; false where the verb does not suit it.</summary>
    public static bool TryInteger(StringBuilder output, FormatSpec spec, BigInteger value, bool isUnsigned, char verb)
    {
        switch (verb)
        {
            case 'v' when spec.SharpV && isUnsigned:
                Digits(output, spec, value, 16, "0x", upper: false);
                return true;
            case 'v' or 'd':
                Digits(output, spec, value, 10, "", upper: false);
                return true;
            case 'b':
                Digits(output, spec, value, 2, spec.Sharp ? "0b" : "", upper: false);
                return true;
            case 'o':
                Digits(output, spec, value, 8, spec.Sharp ? "0" : "", upper: false);
                return true;
            case 'O':
                Digits(output, spec, value, 8, spec.Sharp ? "0o0" : "0o", upper: false);
                return true;
            case 'x' or 'X':
                Digits(output, spec, value, 16, spec.Sharp ? "0" + verb : "", verb == 'X');
                return true;
            case 'c':
                spec.Pad(output, ToRune(value).ToString());
                return true;
            case 'q':
                spec.Pad(output, GoQuote.QuoteRune(ToRune(value), spec.Plus));
                return true;
            case 'U':
                string code = "U+" + Magnitude(value.Sign < 0 ? value + TwoTo64 : value, 16).ToUpperInvariant().PadLeft(Math.Max(4, spec.Precision ?? 0), '0');
                bool shows = spec.Sharp && value.Sign >= 0 && value <= 0x10FFFF && GoUnicode.IsPrint(ToRune(value));
                spec.Pad(output, shows ? $"{code} '{ToRune(value)}'" : code, ' ');
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a floating-point number; false where the verb does not suit it.</summary>
    public static bool TryFloat(StringBuilder output, FormatSpec spec, double value, char verb)
    {
        switch (verb)
        {
            case 'v':
                Float(output, spec, value, 'g', -1);
                return true;
            case 'b' or 'g' or 'G' or 'x' or 'X':
                Float(output, spec, value, verb, -1);
                return true;
            case 'e' or 'E' or 'f':
                Float(output, spec, value, verb, 6);
                return true;
            case 'F':
                Float(output, spec, value, 'f', 6);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a complex number; false where the verb does not suit it.</summary>
    public static bool TryComplex(StringBuilder output, FormatSpec spec, Complex value, char verb)
    {
        bool plus = spec.Plus;
        output.Append('(');
        bool suits = TryFloat(output, spec, value.Real, verb);
        spec.Plus = true;
        suits = suits && TryFloat(output, spec, value.Imaginary, verb);
        spec.Plus = plus;
        output.Append("i)");
        return suits;
    }

    /// <summary>Writes a string; false where the verb does not suit it.</summary>
    public static bool TryString(StringBuilder output, FormatSpec spec, string text, char verb)
    {
        switch (verb)
        {
            case 'v' when spec.SharpV:
            case 'q':
                Quoted(output, spec, Truncate(text, spec));
                return true;
            case 'v' or 's':
                spec.Pad(output, Truncate(text, spec));
                return true;
            case 'x' or 'X':
                spec.Pad(output, Hex(GoUtf8.Bytes(text), spec, verb));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Hexadecimal bytes, apart with the space flag, prefixed with the sharp flag.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes, FormatSpec spec, char verb)
    {
        StringBuilder text = new();
        int count = Math.Min(bytes.Length, spec.Precision ?? bytes.Length);
        for (int index = 0; index < count; index++)
        {
            if (spec.Space && index > 0)
            {
                text.Append(' ');
            }

            if (spec.Sharp && (spec.Space || index == 0))
            {
                text.Append('0').Append(verb);
            }

            text.Append(bytes[index].ToString(verb == 'x' ? "x2" : "X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static void Quoted(StringBuilder output, FormatSpec spec, string text)
    {
        bool canBeRaw = spec.Sharp && GoQuote.CanBackquote(text);
        spec.Pad(output, canBeRaw ? $"`{text}`" : GoQuote.Quote(text, spec.Plus));
    }

    private static string Truncate(string text, FormatSpec spec) =>
        spec.Precision is { } precision && precision < text.Length ? string.Concat(text.EnumerateRunes().Take(precision)) : text;

    private static void Digits(StringBuilder output, FormatSpec spec, BigInteger value, int numberBase, string prefix, bool upper)
    {
        if (spec.Precision == 0 && value.IsZero)
        {
            output.Append(' ', spec.Width ?? 0);
            return;
        }

        string sign = value.Sign < 0 ? "-" : spec.Plus ? "+" : spec.Space ? " " : "";
        string digits = Magnitude(value, numberBase);
        int minimum = spec.Precision ?? (spec.Zero && !spec.Minus && spec.Width is { } width ? width - sign.Length : 0);
        digits = (upper ? digits.ToUpperInvariant() : digits).PadLeft(Math.Max(minimum, 0), '0');
        if (prefix is "0" or "0o0" && digits[0] == '0')
        {
            prefix = prefix[..^1]; // An octal number that starts with 0 already says what it is.
        }

        spec.Pad(output, sign + prefix + digits, ' ');
    }

    private static string Magnitude(BigInteger value, int numberBase)
    {
        BigInteger rest = BigInteger.Abs(value);
        if (numberBase == 10)
        {
            return rest.ToString(CultureInfo.InvariantCulture);
        }

        StringBuilder digits = new();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(rest % numberBase)]);
            rest /= numberBase;
        }
        while (!rest.IsZero);

        return digits.ToString();
    }

    private static void Float(StringBuilder output, FormatSpec spec, double value, char format, int precision)
    {
        string text = GoFloat.Format(value, format, spec.Precision ?? precision);
        char sign = text[0] is '-' or '+' ? text[0] : '+';
        string magnitude = text[0] is '-' or '+' ? text[1..] : text;
        if (spec.Sharp && format != 'b' && double.IsFinite(value))
        {
            magnitude = WithAllDigits(magnitude, format, spec.Precision ?? precision);
        }

        string shown = sign == '-' ? "-" : spec.Plus ? "+" : spec.Space ? " " : double.IsInfinity(value) ? "+" : "";
        if (!double.IsFinite(value))
        {
            spec.Pad(output, shown + magnitude, ' '); // Zeros before Inf and NaN would read like digits.
        }
        else if (spec.Zero && !spec.Minus && spec.Width is { } width && shown.Length > 0)
        {
            output.Append(shown).Append(magnitude.PadLeft(Math.Max(width - shown.Length, 0), '0'));
        }
        else
        {
            spec.Pad(output, shown + magnitude);
        }
    }

    /// <summary>
    /// The sharp flag keeps the decimal point, and the zeros that %g would drop. As in Go, the digits of %x count from the
    /// first that is neither 0 nor the 0 of 0x.
    /// </summary>
    private static string WithAllDigits(string number, char format, int precision)
    {
        bool isHex = format is 'x' or 'X';
        int letter = number.AsSpan().IndexOfAny(isHex ? "pP" : "eE");
        string exponent = letter < 0 ? "" : number[letter..];
        string mantissa = letter < 0 ? number : number[..letter];
        int missing = format is 'g' or 'G' or 'x' ? (precision < 0 ? 6 : precision) : 0;
        missing -= mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length;
        if (!mantissa.Contains('.', StringComparison.Ordinal))
        {
            missing -= mantissa == "0" ? 1 : 0;
            mantissa += ".";
        }

        return mantissa + new string('0', Math.Max(missing, 0)) + exponent;
    }

    private static Rune ToRune(BigInteger value) =>
        value >= 0 && value <= 0x10FFFF && Rune.TryCreate((int)value, out Rune rune) ? rune : Rune.ReplacementChar;
}
