using System.Globalization;
using System.Text;

namespace GoTemplate.Text;

/// <summary>Go's string and character literals, written and read as package <c>strconv</c> does.</summary>
internal static class GoQuote
{
    /// <summary>A double-quoted Go literal (<c>%q</c>).</summary>
    public static string Quote(string text, bool asciiOnly = false) =>
        IsPlain(text) ? "\"" + text + "\"" : QuoteEscaped(text, asciiOnly);

    /// <summary>Whether there is nothing but printable ASCII that needs no escape, as in nearly all that templates quote.</summary>
    public static bool IsPlain(string text)
    {
        foreach (char c in text)
        {
            if (c is < ' ' or > '~' or '"' or '\\')
            {
                return false;
            }
        }

        return true;
    }

    private static string QuoteEscaped(string text, bool asciiOnly)
    {
        StringBuilder quoted = new(text.Length + 2);
        quoted.Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            AppendEscaped(quoted, rune, '"', asciiOnly);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>Whether a string can stand between back quotes unchanged, in one line.</summary>
    public static bool CanBackquote(string text) =>
        text.All(character => character is '\t' or (>= ' ' and not '`' and not '\x7F' and not '\uFEFF' and not '\uFFFD'));

    /// <summary>A single-quoted Go character literal (<c>%q</c> of an integer).</summary>
    public static string QuoteRune(Rune rune, bool asciiOnly = false)
    {
        StringBuilder quoted = new("'");
        AppendEscaped(quoted, rune, '\'', asciiOnly);
        return quoted.Append('\'').ToString();
    }

    /// <summary>The text of a literal in double quotes or back quotes, or false where Go says "invalid syntax".</summary>
    public static bool TryUnquote(string literal, out string text)
    {
        text = "";
        if (literal.Length < 2 || literal[0] != literal[^1])
        {
            return false;
        }

        string inner = literal[1..^1];
        if (literal[0] == '`')
        {
            text = inner.Replace("\r", "", StringComparison.Ordinal);
            return !inner.Contains('`', StringComparison.Ordinal);
        }

        // Nothing to be replaced, as in nearly all literals of templates.
        if (Ascii.IsValid(inner) && inner.AsSpan().IndexOfAny('\\', '"', '\n') < 0)
        {
            text = inner;
            return true;
        }

        return TryUnescape(inner, out text);
    }

    private static bool TryUnescape(string inner, out string text)
    {
        text = "";

        // Escapes such as \xe2 are bytes, so the text is put together as bytes.
        List<byte> bytes = new(inner.Length);
        Span<byte> encoded = stackalloc byte[4];
        for (int index = 0; index < inner.Length;)
        {
            if (inner[index] is '"' or '\n' || !TryReadCharacter(inner, ref index, '"', out int value, out bool isByte))
            {
                return false;
            }

            if (isByte)
            {
                bytes.Add((byte)value);
            }
            else
            {
                int width = new Rune(value).EncodeToUtf8(encoded);
                bytes.AddRange(encoded[..width]);
            }
        }

        text = GoUtf8.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
        return true;
    }

    /// <summary>Reads one character or escape of a literal; <paramref name="index"/> moves past it.</summary>
    /// <param name="text">The literal without its opening quote.</param>
    /// <param name="index">Where to read.</param>
    /// <param name="quote">The quote that may be escaped, and may not stand unescaped.</param>
    /// <param name="value">The code point, or the byte.</param>
    /// <param name="isByte">Whether the escape named a byte (<c>\x</c>, octal) of a value above 0x7F.</param>
    public static bool TryReadCharacter(string text, ref int index, char quote, out int value, out bool isByte)
    {
        value = 0;
        isByte = false;
        if (index >= text.Length || text[index] == quote)
        {
            return false;
        }

        if (text[index] != '\\')
        {
            Rune rune = GoUnicode.At(text, index);
            index += rune.Utf16SequenceLength;
            value = rune.Value;
            return true;
        }

        if (++index >= text.Length)
        {
            return false;
        }

        char escape = text[index++];
        switch (escape)
        {
            case 'a': value = '\a'; return true;
            case 'b': value = '\b'; return true;
            case 'f': value = '\f'; return true;
            case 'n': value = '\n'; return true;
            case 'r': value = '\r'; return true;
            case 't': value = '\t'; return true;
            case 'v': value = '\v'; return true;
            case '\\': value = '\\'; return true;
            case '\'' or '"':
                value = escape;
                return escape == quote;
            case 'x':
                bool isHex = TryReadDigits(text, ref index, 2, NumberStyles.AllowHexSpecifier, out value);
                isByte = value > 0x7F;
                return isHex;
            case 'u':
                return TryReadDigits(text, ref index, 4, NumberStyles.AllowHexSpecifier, out value) && Rune.IsValid(value);
            case 'U':
                return TryReadDigits(text, ref index, 8, NumberStyles.AllowHexSpecifier, out value) && Rune.IsValid(value);
            case >= '0' and <= '7':
                index--;
                return TryReadOctal(text, ref index, out value, out isByte);
            default:
                return false;
        }
    }

    private static bool TryReadDigits(string text, ref int index, int count, NumberStyles style, out int value)
    {
        value = 0;
        if (index + count > text.Length)
        {
            return false;
        }

        bool isNumber = int.TryParse(text.AsSpan(index, count), style, CultureInfo.InvariantCulture, out value);
        index += count;
        return isNumber;
    }

    private static bool TryReadOctal(string text, ref int index, out int value, out bool isByte)
    {
        value = 0;
        isByte = false;
        for (int end = index + 3; index < end; index++)
        {
            if (index >= text.Length || text[index] is < '0' or > '7')
            {
                return false;
            }

            value = (value * 8) + (text[index] - '0');
        }

        isByte = value > 0x7F;
        return value <= 0xFF;
    }

    private static void AppendEscaped(StringBuilder quoted, Rune rune, char quote, bool asciiOnly)
    {
        int value = rune.Value;
        if (value == quote || value == '\\')
        {
            quoted.Append('\\').Append((char)value);
            return;
        }

        if (GoUnicode.IsPrint(rune) && (!asciiOnly || rune.IsAscii))
        {
            quoted.Append(rune.ToString());
            return;
        }

        quoted.Append(value switch
        {
            '\a' => "\\a",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\v' => "\\v",
            < ' ' or 0x7F => $"\\x{value:x2}",
            < 0x10000 => $"\\u{value:x4}",
            _ => $"\\U{value:x8}",
        });
    }
}
