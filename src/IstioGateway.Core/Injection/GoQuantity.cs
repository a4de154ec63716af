using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace IstioGateway.Injection;

/// <summary>resource.Quantity in JSON: what <c>ParseQuantity</c> reads and <c>CanonicalizeBytes</c> writes (apimachinery, pkg/api/resource).</summary>
internal static partial class GoQuantity
{
    private const string WrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private const string WrongNumber = "unable to parse numeric part of quantity";
    private const string WrongSuffix = "unable to parse quantity's suffix";
    private const int NanoDigits = 9;

    // Beyond these a quantity is the greatest or the least there is anyway.
    private const int GreatestExponent = 100;
    private const int LongestNumber = 200;

    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly BigInteger One = BigInteger.Pow(10, NanoDigits);
    private static readonly BigInteger Greatest = long.MaxValue * One;

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
        (BigInteger nanos, Format format) = Parse(text.Trim());
        if (nanos.IsZero)
        {
            return "0";
        }

        if (format == Format.BinarySI)
        {
            bool isSmall = BigInteger.Abs(nanos) < 1024 * One;
            if (!isSmall && nanos % One == 0)
            {
                return WriteBinary(nanos / One);
            }

            format = Format.DecimalSI;
        }

        return WriteDecimal(nanos, format);
    }

    /// <summary>Rounded up to nano, away from zero, so that who asks for something gets something.</summary>
    private static (BigInteger Nanos, Format Format) Parse(string text)
    {
        Match match = text.Length is > 0 and <= LongestNumber ? Shape().Match(text) : Match.Empty;
        if (!match.Success)
        {
            throw new PodDecodeException(WrongFormat);
        }

        string whole = match.Groups["whole"].Value;
        string fraction = match.Groups["fraction"].Value;
        (int numberBase, int exponent, Format format) = Suffix(match.Groups["suffix"].Value);
        if (whole.Length + fraction.Length == 0)
        {
            throw new PodDecodeException(WrongNumber);
        }

        BigInteger digits = BigInteger.Parse($"0{whole}{fraction}", NumberStyles.None, CultureInfo.InvariantCulture);
        int tens = NanoDigits - fraction.Length + (numberBase == 10 ? exponent : 0);
        BigInteger nanos = digits * (numberBase == 2 ? BigInteger.Pow(2, exponent) : BigInteger.One);
        nanos = tens >= 0 ? nanos * BigInteger.Pow(10, tens) : DivideUp(nanos, BigInteger.Pow(10, -tens));
        nanos = BigInteger.Min(nanos, Greatest);
        if (format == Format.BinarySI && nanos < One)
        {
            format = Format.DecimalSI;
        }

        return (match.Groups["sign"].Value == "-" ? -nanos : nanos, format);
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

    [GeneratedRegex(@"\A(?<sign>[+-]?)(?<whole>[0-9]*)(\.(?<fraction>[0-9]*))?(?<suffix>[eEinumkKMGTP]*([-+]?[0-9]*))\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
