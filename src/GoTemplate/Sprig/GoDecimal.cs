using System.Globalization;
using System.Numerics;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>A decimal number of any length, as shopspring/decimal (decimal.go) computes with them.</summary>
/// <param name="Digits">The digits.</param>
/// <param name="Exponent">Power of ten that they are multiplied with.</param>
internal readonly record struct GoDecimal(BigInteger Digits, int Exponent)
{
    /// <summary>Digits after the point to which a quotient is rounded.</summary>
    private const int DivisionPrecision = 16;

    public static GoDecimal operator +(GoDecimal left, GoDecimal right)
    {
        int exponent = Math.Min(left.Exponent, right.Exponent);
        return new GoDecimal(left.Scaled(exponent) + right.Scaled(exponent), exponent);
    }

    public static GoDecimal operator -(GoDecimal left, GoDecimal right) => left + new GoDecimal(-right.Digits, right.Exponent);

    public static GoDecimal operator *(GoDecimal left, GoDecimal right) =>
        new(left.Digits * right.Digits, left.Exponent + right.Exponent);

    /// <summary>The quotient, halves rounded away from zero.</summary>
    /// <exception cref="FunctionException">The divisor is 0.</exception>
    public static GoDecimal operator /(GoDecimal left, GoDecimal right)
    {
        if (right.Digits.IsZero)
        {
            throw new FunctionException("decimal division by 0");
        }

        int shift = left.Exponent - right.Exponent + DivisionPrecision;
        BigInteger dividend = left.Digits * BigInteger.Pow(10, Math.Max(shift, 0));
        BigInteger divisor = right.Digits * BigInteger.Pow(10, Math.Max(-shift, 0));
        BigInteger quotient = BigInteger.DivRem(dividend, divisor, out BigInteger rest);
        if (BigInteger.Abs(rest) * 2 >= BigInteger.Abs(divisor))
        {
            quotient += dividend.Sign * divisor.Sign;
        }

        return new GoDecimal(quotient, -DivisionPrecision);
    }

    /// <summary>The shortest decimal number that stands for a binary one.</summary>
    /// <exception cref="FunctionException">It is none, or infinite.</exception>
    public static GoDecimal From(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new FunctionException($"Cannot create a Decimal from {GoFloat.Format(number, 'g', -1)}");
        }

        string text = GoFloat.Format(number, 'e', -1);
        int marker = text.IndexOf('e', StringComparison.Ordinal);
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int exponent = int.Parse(text.AsSpan(marker + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string digits = text[..marker].Replace(".", "", StringComparison.Ordinal);
        return new GoDecimal(
            BigInteger.Parse(digits, CultureInfo.InvariantCulture), exponent - (point < 0 ? 0 : marker - point - 1));
    }

    /// <summary>The nearest binary number; 0 has no sign.</summary>
    public double ToDouble() => Digits.IsZero
        ? 0
        : double.Parse(string.Create(CultureInfo.InvariantCulture, $"{Digits}e{Exponent}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    private BigInteger Scaled(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);
}
