using System.Text;
using System.Text.RegularExpressions;
using GoTemplate.Text;

namespace GoTemplate.Sprig;

/// <summary>
/// Rewrites a regular expression of RE2 (https://github.com/google/re2/wiki/Syntax) for .NET: classes mean ASCII, the end is
/// the very end, what only .NET knows is refused. Error texts are those of Go's regexp/syntax.
/// </summary>
internal sealed class Re2Syntax
{
    private const int LargestRepeat = 1000;

    /// <summary>A character beyond U+FFFF, which .NET takes for two.</summary>
    private const string SurrogatePair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = @"\x00-\x7F",
        ["blank"] = @"\t ",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    private static readonly HashSet<string> Categories = new(
        "C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs".Split(' '),
        StringComparer.Ordinal);

    private readonly string _pattern;
    private readonly StringBuilder _translated = new();
    private readonly Stack<bool> _multiline = new();
    private readonly Stack<bool> _lazy = new();
    private int _position;
    private bool _canRepeat;

    /// <summary>Where the repetition just before began, -1 where none was.</summary>
    private int _lastRepeat = -1;

    private Re2Syntax(string pattern)
    {
        _pattern = pattern;
        _multiline.Push(false);
        _lazy.Push(false);
    }

    /// <summary>Rewrites an expression.</summary>
    /// <exception cref="BadExpressionException">It is none, or uses what RE2 does not support.</exception>
    public static string Translate(string pattern)
    {
        Re2Syntax syntax = new(pattern);
        while (syntax._position < pattern.Length)
        {
            syntax.TranslateNext();
        }

        return syntax._multiline.Count > 1 ? throw Error("missing closing )", pattern) : syntax._translated.ToString();
    }

    private static BadExpressionException Error(string problem, string part) => new($"error parsing regexp: {problem}: `{part}`");

    private static BadExpressionException TrailingBackslash() =>
        new("error parsing regexp: trailing backslash at end of expression: ``");

    private void TranslateNext()
    {
        char character = _pattern[_position];
        int lastRepeat = _lastRepeat;
        _lastRepeat = -1;
        switch (character)
        {
            case '(':
                OpenGroup();
                return;
            case ')':
                if (_multiline.Count == 1)
                {
                    throw new BadExpressionException($"error parsing regexp: unexpected ): `{_pattern}`");
                }

                _multiline.Pop();
                _lazy.Pop();
                Copy(1, canRepeat: true);
                return;
            case '|':
                Copy(1, canRepeat: false);
                return;
            case '*' or '+' or '?':
                Repeat(1, lastRepeat);
                return;
            case '{' when RepeatLength() is > 0 and var length:
                Repeat(length, lastRepeat);
                return;
            case '{' or '}':
                Emit($@"\{character}", 1);
                return;
            case '[':
                TranslateClass();
                return;
            case '\\':
                TranslateEscape();
                return;
            case '$':
                Emit(_multiline.Peek() ? "(?m:$)" : @"\z", 1);
                return;
            case '^':
                Emit(_multiline.Peek() ? "(?m:^)" : @"\A", 1);
                return;
            case ' ' or '#':
                Emit($@"\{character}", 1);
                return;
            case '.':
                Emit($"(?:{SurrogatePair}|.)", 1);
                return;
            default:
                Rune rune = GoUnicode.At(_pattern, _position);
                Emit(Single(rune), rune.Utf16SequenceLength);
                return;
        }
    }

    private void OpenGroup()
    {
        bool multiline = _multiline.Peek();
        _canRepeat = false;
        if (!At("(?"))
        {
            Push(multiline, _lazy.Peek());
            Copy(1, canRepeat: false);
            return;
        }

        int nameStart = At("(?P<") ? 4 : At("(?<") && !At("(?<=") && !At("(?<!") ? 3 : 0;
        if (nameStart > 0)
        {
            int close = _pattern.IndexOf('>', _position);
            string name = close < 0 ? "" : _pattern[(_position + nameStart)..close];
            if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            {
                throw Error("invalid named capture", close < 0 ? _pattern[_position..] : _pattern[_position..(close + 1)]);
            }

            Push(multiline, _lazy.Peek());
            _translated.Append("(?<").Append(name).Append('>');
            _position = close + 1;
            return;
        }

        OpenFlags(multiline);
    }

    /// <summary>(?flags) and (?flags:...). Of RE2's flags, U, which makes repetitions lazy, has no counterpart in .NET.</summary>
    private void OpenFlags(bool multiline)
    {
        int end = _position + 2;
        StringBuilder flags = new();
        bool isLazy = _lazy.Peek();
        bool isOn = true;
        bool hasFlag = false;
        for (; end < _pattern.Length && (_pattern[end] is 'i' or 'm' or 's' or 'U' || (_pattern[end] == '-' && isOn)); end++)
        {
            hasFlag = _pattern[end] != '-';
            isOn = isOn && hasFlag;
            multiline = _pattern[end] == 'm' ? isOn : multiline;
            isLazy = _pattern[end] == 'U' ? isOn : isLazy;
            flags.Append(_pattern[end] is 'm' or 'U' ? "" : _pattern[end].ToString());
        }

        if (end >= _pattern.Length || _pattern[end] is not (')' or ':') || !(isOn || hasFlag))
        {
            throw Error("invalid or unsupported Perl syntax", _pattern[_position..Math.Min(end + 1, _pattern.Length)]);
        }

        string written = flags.ToString().TrimEnd('-');
        if (_pattern[end] == ':')
        {
            _translated.Append("(?").Append(written).Append(':');
        }
        else
        {
            _multiline.Pop();
            _lazy.Pop();
            _translated.Append(written.Length > 0 ? $"(?{written})" : "");
        }

        Push(multiline, isLazy);
        _position = end + 1;
    }

    private void Push(bool multiline, bool isLazy)
    {
        _multiline.Push(multiline);
        _lazy.Push(isLazy);
    }

    private void Repeat(int length, int lastRepeat)
    {
        int start = _position;
        int end = start + length;
        bool hasMark = end < _pattern.Length && _pattern[end] == '?';
        end += hasMark ? 1 : 0;
        if (lastRepeat >= 0)
        {
            throw Error("invalid nested repetition operator", _pattern[lastRepeat..end]);
        }

        if (!_canRepeat)
        {
            throw Error("missing argument to repetition operator", _pattern[start..end]);
        }

        Copy(length, canRepeat: true);
        _translated.Append(hasMark != _lazy.Peek() ? "?" : "");
        _position = end;
        _lastRepeat = start;
    }

    /// <summary>Length of {n}, {n,} or {n,m}; 0 where the brace is only a brace.</summary>
    private int RepeatLength()
    {
        if (_pattern[_position] != '{' || _pattern.IndexOf('}', _position) is var close && close < 0)
        {
            return 0;
        }

        string text = _pattern[_position..(close + 1)];
        string[] bounds = text[1..^1].Split(',');
        if (bounds.Length > 2 || bounds[0].Length == 0 || bounds.Any(bound => !bound.All(char.IsAsciiDigit)))
        {
            return 0;
        }

        int[] counts = [.. bounds.Where(bound => bound.Length > 0).Select(bound => bound.Length > 4 ? int.MaxValue : int.Parse(bound, System.Globalization.CultureInfo.InvariantCulture))];
        return counts.Max() > LargestRepeat || (counts.Length == 2 && counts[0] > counts[1]) ? throw Error("invalid repeat count", text) : text.Length;
    }

    private void TranslateEscape()
    {
        if (_position + 1 >= _pattern.Length)
        {
            throw TrailingBackslash();
        }

        char letter = _pattern[_position + 1];
        switch (letter)
        {
            case 'Q':
                int close = _pattern.IndexOf(@"\E", _position, StringComparison.Ordinal);
                int end = close < 0 ? _pattern.Length : close;
                foreach (char character in _pattern[(_position + 2)..end])
                {
                    _translated.Append(Literal(character));
                }

                _position = close < 0 ? end : end + 2;
                _canRepeat = true;
                return;
            case 'A' or 'z' or 'b' or 'B':
                Copy(2, canRepeat: true);
                return;
            default:
                Emit(ClassEscape(letter) is not { } set ? Single(CharacterEscape())
                    : letter is 'D' or 'W' or 'S' ? $"(?:{SurrogatePair}|[{set}])"
                    : $"[{set}]", 0);
                return;
        }
    }

    /// <summary>The class an escape stands for, as it is written between brackets; moves on.</summary>
    private string? ClassEscape(char letter)
    {
        string? set = letter switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => @"\t\n\f\r ",
            'D' => @"\x00-/:-\uFFFF",
            'W' => @"\x00-/:-@\[-\^`{-\uFFFF",
            'S' => @"\x00-\x08\x0B\x0E-\x1F!-\uFFFF",
            _ => null,
        };
        if (set is not null)
        {
            _position += 2;
            return set;
        }

        return letter is 'p' or 'P' ? UnicodeClass(letter) : null;
    }

    private string UnicodeClass(char letter)
    {
        int start = _position + 2;
        bool hasBrace = start < _pattern.Length && _pattern[start] == '{';
        int close = hasBrace ? _pattern.IndexOf('}', start) : start;
        if (close < 0 || close >= _pattern.Length)
        {
            throw Error("invalid character class range", _pattern[_position..]);
        }

        string name = hasBrace ? _pattern[(start + 1)..close] : _pattern[start].ToString();
        bool negated = (letter == 'P') != name.StartsWith('^');
        string text = _pattern[_position..(close + 1)];
        _position = close + 1;
        name = name.TrimStart('^') switch
        {
            "Greek" => "IsGreek",
            "Cyrillic" => "IsCyrillic",
            "Hebrew" => "IsHebrew",
            "Arabic" => "IsArabic",
            var category when Categories.Contains(category) => category,
            _ => throw Error("invalid character class range", text),
        };
        return $@"\{(negated ? 'P' : 'p')}{{{name}}}";
    }

    /// <summary>The single character an escape stands for; moves on.</summary>
    private Rune CharacterEscape()
    {
        char letter = _pattern[_position + 1];
        int length = 2;
        int? code = null;
        switch (letter)
        {
            case 'a' or 'f' or 'n' or 'r' or 't' or 'v':
                code = "\a\f\n\r\t\v"["afnrtv".IndexOf(letter, StringComparison.Ordinal)];
                break;
            case 'x' when At("x{", 1):
                int close = _pattern.IndexOf('}', _position);
                length = close - _position + 1;
                code = close > 0 && TryHex(_pattern[(_position + 3)..close], out int braced) ? braced : null;
                break;
            case 'x' when _position + 4 <= _pattern.Length:
                length = 4;
                code = TryHex(_pattern[(_position + 2)..(_position + 4)], out int two) ? two : null;
                break;
            case >= '0' and <= '7':
                int digits = 1;
                while (digits < 3 && _position + 1 + digits < _pattern.Length && _pattern[_position + 1 + digits] is >= '0' and <= '7')
                {
                    digits++;
                }

                // \1 would be a back-reference, which RE2 does not have.
                code = letter == '0' || digits > 1 ? Convert.ToInt32(_pattern.Substring(_position + 1, digits), 8) : null;
                length = 1 + digits;
                break;
            case < (char)0x80 when !char.IsAsciiLetterOrDigit(letter):
                code = letter;
                break;
        }

        if (code is not { } value || !Rune.IsValid(value))
        {
            throw Error("invalid escape sequence", _pattern[_position..Math.Min(_position + length, _pattern.Length)]);
        }

        _position += length;
        return new Rune(value);
    }

    private void TranslateClass()
    {
        int start = _position++;
        StringBuilder set = new("[");
        if (At("^"))
        {
            set.Append('^');
            _position++;
        }

        for (bool isFirst = true; ; isFirst = false)
        {
            if (_position >= _pattern.Length)
            {
                throw Error("missing closing ]", _pattern[start..]);
            }

            char character = _pattern[_position];
            if (character == ']' && !isFirst)
            {
                break;
            }

            if (At("[:") && _pattern.IndexOf(":]", _position, StringComparison.Ordinal) is > 0 and var close)
            {
                set.Append(PosixClass(_pattern[(_position + 2)..close], _pattern[_position..(close + 2)]));
                _position = close + 2;
            }
            else if (character == '\\' && _position + 1 < _pattern.Length && ClassEscape(_pattern[_position + 1]) is { } escaped)
            {
                set.Append(escaped);
            }
            else
            {
                set.Append(ClassRange(start));
            }
        }

        _position++;
        set.Append(']');
        bool isNegated = set[1] == '^';
        Emit(isNegated ? $"(?:{SurrogatePair}|{set})" : set.ToString(), 0);
    }

    /// <summary>A character of a class, or a range of them.</summary>
    private string ClassRange(int classStart)
    {
        int start = _position;
        Rune low = ClassCharacter(classStart);
        if (!At("-") || _position + 1 >= _pattern.Length || _pattern[_position + 1] == ']')
        {
            return Literal(low);
        }

        _position++;
        Rune high = ClassCharacter(classStart);
        return high < low
            ? throw Error("invalid character class range", _pattern[start.._position])
            : $"{Literal(low)}-{Literal(high)}";
    }

    private Rune ClassCharacter(int classStart)
    {
        if (_position >= _pattern.Length)
        {
            throw Error("missing closing ]", _pattern[classStart..]);
        }

        if (_pattern[_position] == '\\')
        {
            return _position + 1 < _pattern.Length ? CharacterEscape() : throw TrailingBackslash();
        }

        Rune rune = GoUnicode.At(_pattern, _position);
        _position += rune.Utf16SequenceLength;
        return rune;
    }

    private static string PosixClass(string name, string text)
    {
        if (!PosixClasses.TryGetValue(name.StartsWith('^') ? name[1..] : name, out string? set))
        {
            throw Error("invalid character class range", text);
        }

        return name.StartsWith('^') ? Complement(set) : set;
    }

    /// <summary>What a set of ASCII characters leaves of all characters.</summary>
    private static string Complement(string set)
    {
        Regex members = new($"[{set}]", RegexOptions.CultureInvariant);
        IEnumerable<char> others = Enumerable.Range(0, 0x80).Select(code => (char)code).Where(character => !members.IsMatch(character.ToString()));
        return string.Concat(others.Select(Literal)) + @"\x80-\uFFFF";
    }

    private static bool TryHex(string text, out int value) => int.TryParse(
        text, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out value);

    /// <summary>One character, so that what repeats it repeats the whole.</summary>
    private static string Single(Rune rune) => rune.IsBmp ? Literal(rune) : $"(?:{Literal(rune)})";

    private static string Literal(Rune rune) => string.Concat(rune.ToString().Select(Literal));

    private static string Literal(char character) => char.IsAsciiLetterOrDigit(character) || character >= 0x80
        ? character.ToString()
        : $@"\x{(int)character:X2}";

    private bool At(string expected, int ahead = 0) =>
        _position + ahead <= _pattern.Length && _pattern.AsSpan(_position + ahead).StartsWith(expected, StringComparison.Ordinal);

    private void Copy(int length, bool canRepeat)
    {
        _translated.Append(_pattern, _position, length);
        _position += length;
        _canRepeat = canRepeat;
    }

    private void Emit(string translated, int length)
    {
        _translated.Append(translated);
        _position += length;
        _canRepeat = true;
    }
}
