using System.Globalization;

namespace GoTemplate.Text;

/// <summary>Go's number literals, read as package <c>strconv</c> reads them.</summary>
internal static class GoNumber
{
    /// <summary>Reads an integer; base 0 takes it from the prefix (0x, 0o, 0b, or 0 for octal) and allows underscores.</summary>
    public static bool TryParseInt(string text, int numberBase, out long value)
    {
        value = 0;
        bool negative = text.StartsWith('-');
        string digits = negative || text.StartsWith('+') ? text[1..] : text;
        if (digits.Length == 0 || !char.IsAsciiLetterOrDigit(digits[0]) || !TryParseUint(digits, numberBase, out ulong magnitude))
        {
            return false;
        }

        if (magnitude > (ulong)long.MaxValue + (negative ? 1UL : 0UL))
        {
            return false;
        }

        value = negative ? unchecked(-(long)magnitude) : (long)magnitude;
        return true;
    }

    /// <summary>Reads an unsigned integer; no sign is allowed.</summary>
    public static bool TryParseUint(string text, int numberBase, out ulong value)
    {
        value = 0;
        if (text.Length == 0)
        {
            return false;
        }

        string digits = text;
        if (numberBase == 0)
        {
            numberBase = 10;
            if (text[0] == '0')
            {
                (numberBase, int prefix) = text.Length < 3 ? (8, 1) : text[1] switch
                {
                    'x' or 'X' => (16, 2),
                    'o' or 'O' => (8, 2),
                    'b' or 'B' => (2, 2),
                    _ => (8, 1),
                };
                digits = text[prefix..];
            }

            if (text.Contains('_', StringComparison.Ordinal))
            {
                if (!UnderscoresSeparateDigits(text))
                {
                    return false;
                }

                digits = digits.Replace("_", "", StringComparison.Ordinal);
            }
        }

        foreach (char digit in digits)
        {
            int number = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : 36;
            if (number >= numberBase || value > (ulong.MaxValue - (ulong)number) / (ulong)numberBase)
            {
                return false;
            }

            value = (value * (ulong)numberBase) + (ulong)number;
        }

        return true;
    }

    /// <summary>Reads a decimal or hexadecimal floating-point number, "inf" and "nan"; false where it is none or out of range.</summary>
    public static bool TryParseFloat(string text, out double value)
    {
        value = 0;
        if (text.Contains('_', StringComparison.Ordinal))
        {
            if (!UnderscoresSeparateDigits(text))
            {
                return false;
            }

            text = text.Replace("_", "", StringComparison.Ordinal);
        }

        bool negative = text.StartsWith('-');
        string unsigned = negative || text.StartsWith('+') ? text[1..] : text;
        if (unsigned.Equals("inf", StringComparison.OrdinalIgnoreCase)
            || unsigned.Equals("infinity", StringComparison.OrdinalIgnoreCase))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            value = double.NaN;
            return true;
        }

        if (unsigned.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            bool isHex = TryParseHexFloat(unsigned.AsSpan(2), out value);
            value = negative ? -value : value;
            return isHex;
        }

        const NumberStyles style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isNumber = unsigned.Length > 0 && (char.IsAsciiDigit(unsigned[0]) || unsigned[0] == '.')
            && double.TryParse(unsigned, style, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        value = negative ? -value : value;
        return isNumber;
    }

    /// <summary>Reads what follows 0x: hexadecimal digits with a point, and the binary exponent, which is mandatory.</summary>
    private static bool TryParseHexFloat(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        int marker = text.IndexOfAny('p', 'P');
        const NumberStyles signed = NumberStyles.AllowLeadingSign;
        if (marker < 0 || !int.TryParse(text[(marker + 1)..], signed, CultureInfo.InvariantCulture, out int exponent))
        {
            return false;
        }

        bool afterPoint = false;
        int digits = 0;
        foreach (char character in text[..marker])
        {
            if (character == '.' && !afterPoint)
            {
                afterPoint = true;
                continue;
            }

            if (!char.IsAsciiHexDigit(character))
            {
                return false;
            }

            value = (value * 16) + Convert.ToInt32(character.ToString(), 16);
            exponent -= afterPoint ? 4 : 0;
            digits++;
        }

        value = Math.ScaleB(value, exponent);
        return digits > 0 && double.IsFinite(value);
    }

    /// <summary>An underscore stands between digits, or between a base prefix and a digit.</summary>
    private static bool UnderscoresSeparateDigits(string text)
    {
        int start = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
        bool hasPrefix = text.Length >= start + 2 && text[start] == '0' && "bBoOxX".Contains(text[start + 1], StringComparison.Ordinal);
        bool isHex = hasPrefix && text[start + 1] is 'x' or 'X';
        bool afterDigit = hasPrefix;
        bool afterUnderscore = false;
        for (int index = hasPrefix ? start + 2 : start; index < text.Length; index++)
        {
            bool isDigit = isHex ? char.IsAsciiHexDigit(text[index]) : char.IsAsciiDigit(text[index]);
            if (text[index] == '_')
            {
                if (!afterDigit)
                {
                    return false;
                }
            }
            else if (afterUnderscore && !isDigit)
            {
                return false;
            }

            afterUnderscore = text[index] == '_';
            afterDigit = isDigit;
        }

        return !afterUnderscore;
    }
}
