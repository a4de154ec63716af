using System.Globalization;
using System.Text;

namespace GoTemplate.Text;

/// <summary>Floating-point numbers written as Go's <c>strconv.FormatFloat</c> does.</summary>
internal static class GoFloat
{
    /// <summary>Enough digits to write any double exactly.</summary>
    private const string ExactFormat = "E770";

    private const int MantissaBits = 52;

    /// <summary>Writes a number.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">e, E, f, g, G, b, x or X.</param>
    /// <param name="precision">Digits after the point, or digits in all for g; -1 for as many as tell the number from others.</param>
    public static string Format(double value, char format, int precision)
    {
        if (double.IsNaN(value))
        {
            return "NaN";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "+Inf" : "-Inf";
        }

        string sign = double.IsNegative(value) ? "-" : "";
        double magnitude = Math.Abs(value);
        switch (format)
        {
            case 'e' or 'E':
                return sign + Scientific(Digits(magnitude, precision < 0 ? -1 : precision + 1), precision, format);
            case 'f':
                Decimal digits = precision < 0 ? Digits(magnitude, -1) : DigitsAfterPoint(magnitude, precision);
                return sign + Fixed(digits, precision < 0 ? Math.Max(digits.Text.Length - digits.Point, 0) : precision);
            case 'g' or 'G':
                return sign + General(magnitude, precision, format);
            case 'b':
                return sign + Binary(magnitude);
            default:
                return sign + Hexadecimal(magnitude, precision, format);
        }
    }

    /// <summary>Writes a number as <c>encoding/json</c> does: in full between 1e-6 and 1e21.</summary>
    public static string Json(double value)
    {
        double magnitude = Math.Abs(value);
        if (magnitude == 0 || magnitude is >= 1e-6 and < 1e21)
        {
            return Format(value, 'f', -1);
        }

        string text = Format(value, 'e', -1);
        return text.Replace("e-0", "e-", StringComparison.Ordinal); // e-09 is cleaned up to e-9
    }

    private static string General(double magnitude, int precision, char format)
    {
        const int shortestLimit = 6;
        int limit = precision < 0 ? shortestLimit : Math.Max(precision, 1);
        Decimal digits = Digits(magnitude, precision < 0 ? -1 : limit);
        int exponent = digits.Text.Length == 0 ? -1 : digits.Point - 1;
        if (precision >= 0 && limit > digits.Text.Length && digits.Text.Length >= digits.Point)
        {
            limit = digits.Text.Length;
        }

        return exponent < -4 || exponent >= limit
            ? Scientific(digits, Math.Max(digits.Text.Length - 1, 0), format == 'g' ? 'e' : 'E')
            : Fixed(digits, Math.Max(digits.Text.Length - digits.Point, 0));
    }

    private static string Scientific(Decimal digits, int precision, char letter)
    {
        string text = digits.Text.Length == 0 ? "0" : digits.Text;
        int exponent = digits.Text.Length == 0 ? 0 : digits.Point - 1;
        StringBuilder result = new();
        result.Append(text[0]);
        int decimals = precision < 0 ? text.Length - 1 : precision;
        if (decimals > 0)
        {
            result.Append('.').Append(text.AsSpan(1, Math.Min(decimals, text.Length - 1))).Append('0', Math.Max(decimals - text.Length + 1, 0));
        }

        return result.Append(letter).Append(exponent < 0 ? '-' : '+')
            .Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)).ToString();
    }

    private static string Fixed(Decimal digits, int decimals)
    {
        StringBuilder result = new();
        for (int index = 0; index < digits.Point; index++)
        {
            result.Append(index < digits.Text.Length ? digits.Text[index] : '0');
        }

        if (result.Length == 0)
        {
            result.Append('0');
        }

        if (decimals > 0)
        {
            result.Append('.');
            for (int index = digits.Point; index < digits.Point + decimals; index++)
            {
                result.Append(index >= 0 && index < digits.Text.Length ? digits.Text[index] : '0');
            }
        }

        return result.ToString();
    }

    /// <summary>The mantissa as an integer and the power of two it is multiplied with.</summary>
    private static string Binary(double magnitude)
    {
        long bits = BitConverter.DoubleToInt64Bits(magnitude);
        int exponent = (int)(bits >> MantissaBits);
        long mantissa = bits & ((1L << MantissaBits) - 1);
        if (exponent == 0)
        {
            exponent = 1;
        }
        else
        {
            mantissa |= 1L << MantissaBits;
        }

        int power = exponent - 1023 - MantissaBits;
        return $"{mantissa}p{(power < 0 ? "" : "+")}{power}";
    }

    /// <summary>0x1.8p+01: the mantissa normalised to one digit before the point.</summary>
    private static string Hexadecimal(double magnitude, int precision, char format)
    {
        long mantissa = 0;
        int exponent = 0;
        if (magnitude != 0)
        {
            exponent = Math.ILogB(magnitude);
            mantissa = (long)Math.ScaleB(magnitude, MantissaBits - exponent);
        }

        if (precision >= 0 && precision < MantissaBits / 4)
        {
            int drop = MantissaBits - (precision * 4);
            long rest = mantissa & ((1L << drop) - 1);
            long half = 1L << (drop - 1);
            mantissa >>= drop;
            mantissa += rest > half || (rest == half && (mantissa & 1) == 1) ? 1 : 0;
            mantissa <<= drop;
            if (mantissa >> (MantissaBits + 1) != 0)
            {
                mantissa >>= 1;
                exponent++;
            }
        }

        string fraction = (mantissa & ((1L << MantissaBits) - 1)).ToString("x13", CultureInfo.InvariantCulture);
        fraction = precision < 0 ? fraction.TrimEnd('0') : fraction.PadRight(precision, '0')[..precision];
        string point = fraction.Length > 0 ? "." : "";
        string text = $"0x{mantissa >> MantissaBits}{point}{fraction}p{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        return format == 'X' ? text.ToUpperInvariant() : text;
    }

    /// <summary>The digits of a number, rounded to a count of them; the shortest that tell it from others for -1.</summary>
    private static Decimal Digits(double magnitude, int count)
    {
        if (magnitude == 0)
        {
            return new Decimal("", 0);
        }

        if (count < 0)
        {
            return Decimal.Parse(magnitude.ToString("R", CultureInfo.InvariantCulture));
        }

        return Decimal.Parse(magnitude.ToString(ExactFormat, CultureInfo.InvariantCulture)).Round(count);
    }

    private static Decimal DigitsAfterPoint(double magnitude, int decimals)
    {
        if (magnitude == 0)
        {
            return new Decimal("", 0);
        }

        Decimal exact = Decimal.Parse(magnitude.ToString(ExactFormat, CultureInfo.InvariantCulture));
        return exact.Round(exact.Point + decimals);
    }

    /// <summary>A number as its significant digits and the place of the point before them: 0.Text times ten to the Point.</summary>
    private readonly record struct Decimal(string Text, int Point)
    {
        /// <summary>Reads what .NET writes: 123.45, 1.2345E+002.</summary>
        public static Decimal Parse(string text)
        {
            int letter = text.IndexOf('E', StringComparison.Ordinal);
            int exponent = letter < 0 ? 0 : int.Parse(text.AsSpan(letter + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            string mantissa = letter < 0 ? text : text[..letter];
            int point = mantissa.IndexOf('.', StringComparison.Ordinal);
            int integerDigits = point < 0 ? mantissa.Length : point;
            string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
            string significant = digits.TrimStart('0');
            return new Decimal(significant.TrimEnd('0'), integerDigits + exponent - (digits.Length - significant.Length));
        }

        /// <summary>Rounds to a count of digits, an exact half to the even digit.</summary>
        public Decimal Round(int count)
        {
            if (count >= Text.Length)
            {
                return this;
            }

            if (count < 0)
            {
                return new Decimal("", 0);
            }

            char next = Text[count];
            bool isHalf = next == '5' && count + 1 == Text.Length;
            bool isUp = isHalf ? count > 0 && (Text[count - 1] - '0') % 2 == 1 : next >= '5';
            if (!isUp)
            {
                string kept = Text[..count].TrimEnd('0');
                return kept.Length == 0 ? new Decimal("", 0) : new Decimal(kept, Point);
            }

            int last = count - 1;
            while (last >= 0 && Text[last] == '9')
            {
                last--;
            }

            return last < 0 ? new Decimal("1", Point + 1) : new Decimal(Text[..last] + (char)(Text[last] + 1), Point);
        }
    }
}
