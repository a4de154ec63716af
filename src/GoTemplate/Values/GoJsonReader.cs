using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Values;

/// <summary>
/// Reads JSON as Go's <c>encoding/json</c> does into an interface: every number is a float64, the last of several properties
/// of one name wins. Error texts are those of its scanner.go.
/// </summary>
internal sealed class GoJsonReader
{
    /// <summary>How deep JSON may nest; Go stops at 10000, which the stack here does not bear.</summary>
    private const int MaxDepth = 1000;

    private readonly string _text;
    private int _position;
    private int _depth;
    private string? _overflow;

    private GoJsonReader(string text)
    {
        _text = text;
    }

    /// <summary>Reads one value.</summary>
    /// <param name="text">The text.</param>
    /// <param name="overflow">The error of the first number that no float64 can hold, which is null in the value.</param>
    /// <exception cref="FormatException">The text is no JSON; the message is Go's.</exception>
    public static object? Read(string text, out string? overflow)
    {
        GoJsonReader reader = new(text);
        object? value = reader.ReadValue();
        reader.SkipSpace();
        overflow = reader._overflow;
        return reader.AtEnd ? value : throw reader.Error("after top-level value");
    }

    private bool AtEnd => _position >= _text.Length;

    private object? ReadValue()
    {
        SkipSpace();
        char first = AtEnd ? throw Unfinished() : _text[_position];
        switch (first)
        {
            case '{':
                return ReadNested(ReadMap);
            case '[':
                return ReadNested(ReadList);
            case '"':
                return ReadString();
            case 't':
                ReadWord("true");
                return true;
            case 'f':
                ReadWord("false");
                return false;
            case 'n':
                ReadWord("null");
                return null;
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
            default:
                throw Error("looking for beginning of value");
        }
    }

    private object ReadNested(Func<object> read)
    {
        if (++_depth > MaxDepth)
        {
            throw new FormatException("exceeded max depth");
        }

        _position++;
        object nested = read();
        _depth--;
        return nested;
    }

    private object ReadMap()
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        if (Next() == '}')
        {
            _position++;
            return map;
        }

        while (true)
        {
            if (Next() != '"')
            {
                throw Error("looking for beginning of object key string");
            }

            string key = ReadString();
            if (Next() != ':')
            {
                throw Error("after object key");
            }

            _position++;
            map[key] = ReadValue();
            if (EndsAt('}', "after object key:value pair"))
            {
                return map;
            }
        }
    }

    private object ReadList()
    {
        List<object?> list = [];
        if (Next() == ']')
        {
            _position++;
            return list;
        }

        do
        {
            list.Add(ReadValue());
        }
        while (!EndsAt(']', "after array element"));

        return list;
    }

    /// <summary>Passes over a comma, or the bracket that ends a map or list.</summary>
    private bool EndsAt(char close, string context)
    {
        char next = Next();
        if (next != close && next != ',')
        {
            throw Error(context);
        }

        _position++;
        return next == close;
    }

    private string ReadString()
    {
        StringBuilder text = new();
        for (_position++; ; _position++)
        {
            char character = AtEnd ? throw Unfinished() : _text[_position];
            switch (character)
            {
                case '"':
                    _position++;
                    return WithoutHalves(text);
                case < ' ':
                    throw Error("in string literal");
                case '\\':
                    _position++;
                    text.Append(ReadEscape());
                    break;
                default:
                    text.Append(character);
                    break;
            }
        }
    }

    /// <summary>Half a surrogate pair becomes U+FFFD.</summary>
    private static string WithoutHalves(StringBuilder text) =>
        string.Concat(text.ToString().EnumerateRunes());

    private char ReadEscape()
    {
        char escape = AtEnd ? throw Unfinished("in string escape code") : _text[_position];
        int index = "bfnrt\\/\"".IndexOf(escape, StringComparison.Ordinal);
        if (index >= 0)
        {
            return "\b\f\n\r\t\\/\""[index];
        }

        if (escape != 'u')
        {
            throw Error("in string escape code");
        }

        int value = 0;
        for (int digit = 0; digit < 4; digit++)
        {
            _position++;
            const string context = "in \\u hexadecimal character escape";
            if (AtEnd)
            {
                throw Unfinished(context);
            }

            value = char.IsAsciiHexDigit(_text[_position])
                ? (value * 16) + Convert.ToInt32(_text[_position].ToString(), 16)
                : throw Error(context);
        }

        return (char)value;
    }

    private void ReadWord(string word)
    {
        foreach (char letter in word)
        {
            string context = $"in literal {word} (expecting '{letter}')";
            if (AtEnd)
            {
                throw Unfinished(context);
            }

            if (_text[_position] != letter)
            {
                throw Error(context);
            }

            _position++;
        }
    }

    private double? ReadNumber()
    {
        int start = _position;
        _position += _text[_position] == '-' ? 1 : 0;
        if (!AtEnd && _text[_position] == '0')
        {
            _position++;
        }
        else
        {
            ReadDigits("in numeric literal");
        }

        if (!AtEnd && _text[_position] == '.')
        {
            _position++;
            ReadDigits("after decimal point in numeric literal");
        }

        if (!AtEnd && _text[_position] is 'e' or 'E')
        {
            _position++;
            _position += !AtEnd && _text[_position] is '+' or '-' ? 1 : 0;
            ReadDigits("in exponent of numeric literal");
        }

        string number = _text[start.._position];
        if (GoNumber.TryParseFloat(number, out double value))
        {
            return value;
        }

        _overflow ??= $"json: cannot unmarshal number {number} into Go value of type float64";
        return null;
    }

    private void ReadDigits(string context)
    {
        int start = _position;
        while (!AtEnd && char.IsAsciiDigit(_text[_position]))
        {
            _position++;
        }

        if (_position == start)
        {
            throw AtEnd ? Unfinished(context) : Error(context);
        }
    }

    /// <summary>The character after any space, left in place.</summary>
    private char Next()
    {
        SkipSpace();
        return AtEnd ? throw Unfinished() : _text[_position];
    }

    private void SkipSpace()
    {
        while (!AtEnd && _text[_position] is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }

    private FormatException Error(string context)
    {
        // Go looks at bytes, and shows the first of a character's.
        byte first = GoUtf8.Bytes(GoUnicode.At(_text, _position).ToString())[0];
        string shown = first switch
        {
            (byte)'\'' => @"'\''",
            (byte)'"' => "'\"'",
            _ => $"'{GoQuote.Quote(((char)first).ToString())[1..^1]}'",
        };
        return new FormatException($"invalid character {shown} {context}");
    }

    /// <summary>At the end of the text Go tries one more space, and complains about that wherever it may not stand.</summary>
    private static FormatException Unfinished(string? context = null) =>
        new(context is null ? "unexpected end of JSON input" : $"invalid character ' ' {context}");
}
