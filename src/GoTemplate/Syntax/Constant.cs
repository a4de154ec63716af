using System.Numerics;
using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>
/// A number literal with every Go type that can hold it: the same text may serve as an int, an unsigned int or a float,
/// whichever the place it stands in asks for.
/// </summary>
internal sealed record Constant(string Text)
{
    private const double TwoTo63 = 9223372036854775808.0;

    /// <summary>The value as an int, where it is one.</summary>
    public long? Int { get; private init; }

    /// <summary>The value as an unsigned int, where it is one.</summary>
    public ulong? Uint { get; private init; }

    /// <summary>The value as a floating-point number, where it is one.</summary>
    public double? Float { get; private init; }

    /// <summary>The value as a complex number; only literals with an imaginary part have one.</summary>
    public Complex? Complex { get; private init; }

    /// <summary>Whether the literal is written as a floating-point number, and so is one where nothing else decides.</summary>
    public bool IsWrittenAsFloat => Float is not null && !IsHexInteger && Text[0] != '\'' && Text.AsSpan().ContainsAny(".eEpP");

    private bool IsHexInteger => Text.Length > 2 && Text[0] == '0' && Text[1] is 'x' or 'X' && !Text.AsSpan().ContainsAny("pP");

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
        if (text.EndsWith('i') && GoNumber.TryParseFloat(text[..^1], out double imaginary))
        {
            return FromComplex(text, new Complex(0, imaginary));
        }

        long? integer = GoNumber.TryParseInt(text, 0, out long signed) ? signed : null;
        ulong? natural = GoNumber.TryParseUint(text, 0, out ulong unsigned) ? unsigned : integer == 0 ? 0 : null;
        if (integer is not null || natural is not null)
        {
            return new Constant(text) { Int = integer, Uint = natural, Float = integer is { } value ? value : (double)natural! };
        }

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

        return new Constant(text) { Int = ToInt(number), Uint = ToUint(number), Float = number };
    }

    private static Constant FromComplex(string text, Complex value) => value.Imaginary == 0
        ? new Constant(text) { Complex = value, Float = value.Real, Int = ToInt(value.Real), Uint = ToUint(value.Real) }
        : new Constant(text) { Complex = value };

    private static long? ToInt(double value) =>
        value is >= -TwoTo63 and < TwoTo63 && Math.Truncate(value) == value ? (long)value : null;

    private static ulong? ToUint(double value) =>
        value is >= 0 and < 2 * TwoTo63 && Math.Truncate(value) == value ? (ulong)value : null;
}
