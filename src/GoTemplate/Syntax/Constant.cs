using System.Globalization;
using System.Numerics;
using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>
/// A number literal with every Go type that can hold it: the same text may serve as an int, an unsigned int or a float,
/// whichever the place it stands in asks for.
/// </summary>
internal sealed class Constant(string text)
{
    /// <summary>Shorter digits are within 63 bits.</summary>
    private const int LongestPlain = 19;

    private const double TwoTo63 = 9223372036854775808.0;

    /// <summary>The literal.</summary>
    public string Text { get; } = text;

    /// <summary>The value as an int, where it is one.</summary>
    public long? Int { get; private init; }

    /// <summary>The value as an unsigned int, where it is one.</summary>
    public ulong? Uint { get; private init; }

    /// <summary>The value as a floating-point number, where it is one.</summary>
    public double? Float { get; private init; }

    /// <summary>
    /// The value as a complex number, boxed, since a literal seldom is one and the library of them need not be loaded; only literals
    /// with an imaginary part have one.
    /// </summary>
    public object? Complex { get; private init; }

    /// <summary>Whether the literal is written as a floating-point number, and so is one where nothing else decides.</summary>
    public bool IsWrittenAsFloat { get; private init; }

    /// <summary>Reads a literal.</summary>
    /// <param name="kind">What the lexer took it for.</param>
    /// <param name="text">The literal.</param>
    /// <param name="error">Go's error text, where it is not a number.</param>
    public static Constant? Parse(TokenKind kind, string text, out string error)
    {
        error = "";
        return kind switch
        {
            TokenKind.CharConstant => ParseCharacter(text, ref error),
            TokenKind.Complex => ParseComplex(text, ref error),
            _ => ParseNumber(text, ref error),
        };
    }

    private static Constant? ParseCharacter(string text, ref string error)
    {
        int index = 1;
        if (!GoQuote.TryReadCharacter(text, ref index, '\'', out int value, out _))
        {
            error = "invalid syntax";
            return null;
        }

        if (index != text.Length - 1)
        {
            error = $"malformed character constant: {text}";
            return null;
        }

        return new Constant(text) { Int = value, Uint = (ulong)value, Float = value };
    }

    private static Constant? ParseComplex(string text, ref string error)
    {
        // The sign of the imaginary part is the last one that does not belong to an exponent.
        int sign = text.Length - 1;
        while (sign > 0 && !(text[sign] is '+' or '-' && text[sign - 1] is not ('e' or 'E' or 'p' or 'P')))
        {
            sign--;
        }

        if (!GoNumber.TryParseFloat(text[..sign], out double real) || !GoNumber.TryParseFloat(text[sign..^1], out double imaginary))
        {
            error = "syntax error scanning complex number";
            return null;
        }

        return FromComplex(text, new Complex(real, imaginary));
    }

    private static Constant? ParseNumber(string text, ref string error)
    {
        // As nearly all numbers in templates are written; a leading zero says that it is octal.
        if (text.Length < LongestPlain && (text[0] != '0' || text.Length == 1)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long plain))
        {
            return new Constant(text) { Int = plain, Uint = (ulong)plain, Float = plain };
        }

        return text.EndsWith('i') && GoNumber.TryParseFloat(text[..^1], out double imaginary)
            ? FromImaginary(text, imaginary)
            : ParseReal(text, ref error);
    }

    private static Constant FromImaginary(string text, double imaginary) => FromComplex(text, new Complex(0, imaginary));

    private static Constant? ParseReal(string text, ref string error)
    {
        long? integer = GoNumber.TryParseInt(text, 0, out long signed) ? signed : null;
        ulong? natural = GoNumber.TryParseUint(text, 0, out ulong unsigned) ? unsigned : integer == 0 ? 0 : null;
        if (integer is not null || natural is not null)
        {
            return new Constant(text) { Int = integer, Uint = natural, Float = integer is { } value ? value : (double)natural! };
        }

        return ParseFloat(text, ref error);
    }

    private static Constant? ParseFloat(string text, ref string error)
    {
        if (!GoNumber.TryParseFloat(text, out double number))
        {
            error = $"illegal number syntax: {GoQuote.Quote(text)}";
            return null;
        }

        if (!text.AsSpan().ContainsAny(".eEpP"))
        {
            error = $"integer overflow: {GoQuote.Quote(text)}";
            return null;
        }

        return new Constant(text) { Int = ToInt(number), Uint = ToUint(number), Float = number, IsWrittenAsFloat = true };
    }

    private static Constant FromComplex(string text, Complex value) => value.Imaginary == 0
        ? new Constant(text) { Complex = value, Float = value.Real, Int = ToInt(value.Real), Uint = ToUint(value.Real) }
        : new Constant(text) { Complex = value };

    private static long? ToInt(double value) =>
        value is >= -TwoTo63 and < TwoTo63 && Math.Truncate(value) == value ? (long)value : null;

    private static ulong? ToUint(double value) =>
        value is >= 0 and < 2 * TwoTo63 && Math.Truncate(value) == value ? (ulong)value : null;
}
