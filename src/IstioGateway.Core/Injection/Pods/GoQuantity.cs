using System.Globalization;
using System.Numerics;

namespace IstioGateway.Injection;

/// <summary>resource.Quantity in JSON: what <c>ParseQuantity</c> reads and <c>CanonicalizeBytes</c> writes (apimachinery, pkg/api/resource).</summary>
internal static class GoQuantity
{
    private const string WrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private const string WrongNumber = "unable to parse numeric part of quantity";
    private const string WrongSuffix = "unable to parse quantity's suffix";
    private const string Digits = "0123456789";
    private const int NanoDigits = 9;

    // Beyond these a quantity is the greatest or the least there is anyway.
    private const int GreatestExponent = 100;
    private const int LongestNumber = 200;

    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

    private enum Format
    {
        DecimalSI,
        DecimalExponent,
        BinarySI,
    }

    /// <summary>The quantity in its canonical form: <c>1000m</c> is <c>1</c>, <c>1024Mi</c> is <c>1Gi</c>, <c>0.5</c> is <c>500m</c>.</summary>
    /// <exception cref="PodDecodeException">The text is no quantity; the message is Kubernetes'.</exception>
    public static string Canonical(string text)
    {
        text = text.Trim();
        return IsPlain(text) ? text : Canonicalize(text);
    }

    /// <summary>Whether a quantity is surely in its canonical form, as most are; loading big numbers takes its time.</summary>
    private static bool IsPlain(string text)
    {
        const int mostDigits = 6;
        int at = 0;
        string digits = Run(text, ref at, Digits);
        if (digits.Length is 0 or > mostDigits || digits[0] == '0')
        {
            return text == "0";
        }

        int number = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return text[at..] switch
        {
            "" or "m" or "k" or "M" or "G" => number % 1000 != 0,
            "Ki" or "Mi" or "Gi" => number % 1024 != 0,
            _ => false,
        };
    }

    private static string Canonicalize(string text)
    {
        (BigInteger nanos, Format format) = Parse(text);
        if (nanos.IsZero)
        {
            return "0";
        }

        if (format == Format.BinarySI)
        {
            bool isSmall = BigInteger.Abs(nanos) < 1024 * Limits.One;
            if (!isSmall && nanos % Limits.One == 0)
            {
                return WriteBinary(nanos / Limits.One);
            }

            format = Format.DecimalSI;
        }

        return WriteDecimal(nanos, format);
    }

    /// <summary>Rounded up to nano, away from zero, so that who asks for something gets something.</summary>
    private static (BigInteger Nanos, Format Format) Parse(string text)
    {
        if (!TrySplit(text, out bool isNegative, out string whole, out string fraction, out string unit))
        {
            throw new PodDecodeException(WrongFormat);
        }

        (int numberBase, int exponent, Format format) = Suffix(unit);
        if (whole.Length + fraction.Length == 0)
        {
            throw new PodDecodeException(WrongNumber);
        }

        BigInteger digits = BigInteger.Parse($"0{whole}{fraction}", NumberStyles.None, CultureInfo.InvariantCulture);
        int tens = NanoDigits - fraction.Length + (numberBase == 10 ? exponent : 0);
        BigInteger nanos = digits * (numberBase == 2 ? BigInteger.Pow(2, exponent) : BigInteger.One);
        nanos = tens >= 0 ? nanos * BigInteger.Pow(10, tens) : DivideUp(nanos, BigInteger.Pow(10, -tens));
        nanos = BigInteger.Min(nanos, Limits.Greatest);
        if (format == Format.BinarySI && nanos < Limits.One)
        {
            format = Format.DecimalSI;
        }

        return (isNegative ? -nanos : nanos, format);
    }

    private static BigInteger DivideUp(BigInteger value, BigInteger divisor) => (value + divisor - 1) / divisor;

    private static (int Base, int Exponent, Format Format) Suffix(string suffix)
    {
        int binary = Array.IndexOf(Binary, suffix);
        if (binary > 0)
        {
            return (2, binary * 10, Format.BinarySI);
        }

        int tens = Array.IndexOf(Decimal, suffix);
        if (tens >= 0)
        {
            return (10, (tens - 3) * 3, Format.DecimalSI);
        }

        if (suffix[0] is 'e' or 'E' && long.TryParse(
            suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long exponent))
        {
            return (10, (int)Math.Clamp(exponent, -LongestNumber - GreatestExponent, GreatestExponent), Format.DecimalExponent);
        }

        throw new PodDecodeException(WrongSuffix);
    }

    private static string WriteBinary(BigInteger number)
    {
        int power = 0;
        for (; power < Binary.Length - 1 && number % 1024 == 0; power++)
        {
            number /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{number}{Binary[power]}");
    }

    private static string WriteDecimal(BigInteger nanos, Format format)
    {
        int exponent = -NanoDigits;
        for (; nanos % 1000 == 0 && exponent < 18; exponent += 3)
        {
            nanos /= 1000;
        }

        string suffix = format == Format.DecimalSI
            ? Decimal[exponent / 3 + 3]
            : exponent == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"e{exponent}");
        return string.Create(CultureInfo.InvariantCulture, $"{nanos}{suffix}");
    }

    /// <summary>By hand: the first use of a regular expression takes longer than all else of a decoded pod.</summary>
    private static bool TrySplit(string text, out bool isNegative, out string whole, out string fraction, out string suffix)
    {
        isNegative = text.StartsWith('-');
        int at = isNegative || text.StartsWith('+') ? 1 : 0;
        whole = Run(text, ref at, Digits);
        fraction = "";
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Run(text, ref at, Digits);
        }

        int start = at;
        Run(text, ref at, "eEinumkKMGTP");
        if (at < text.Length && text[at] is '-' or '+')
        {
            at++;
        }

        Run(text, ref at, Digits);
        suffix = text[start..at];
        return text.Length is > 0 and <= LongestNumber && at == text.Length;
    }

    private static string Run(string text, ref int at, string letters)
    {
        int start = at;
        while (at < text.Length && letters.Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        return text[start..at];
    }

    private static class Limits
    {
        public static readonly BigInteger One = BigInteger.Pow(10, NanoDigits);
        public static readonly BigInteger Greatest = long.MaxValue * One;
    }
}
