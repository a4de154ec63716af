using System.Text;
using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>
/// Cuts a template's text into tokens, with the error texts of Go's text/template/parse/lex.go. Trim markers are dealt with
/// here; the parser never sees them.
/// </summary>
internal sealed class Lexer
{
    private const string LeftDelimiter = "{{";
    private const string RightDelimiter = "}}";
    private const string LeftComment = "/*";
    private const string RightComment = "*/";

    /// <summary>A minus sign and the space that sets it apart from the minus of a number.</summary>
    private const int TrimMarkerLength = 2;

    // Tables: a switch over words is compiled to more code than the rest of the lexer.
    private static readonly string[] Keywords =
        ["block", "break", "continue", "define", "else", "end", "if", "range", "nil", "template", "with", "true", "false"];

    private static readonly TokenKind[] KeywordKinds =
    [
        TokenKind.Block, TokenKind.Break, TokenKind.Continue, TokenKind.Define, TokenKind.Else, TokenKind.End, TokenKind.If,
        TokenKind.Range, TokenKind.Nil, TokenKind.Template, TokenKind.With, TokenKind.Bool, TokenKind.Bool,
    ];

    private readonly string _text;
    private readonly Predicate<string> _isFunction;
    private int _start;
    private int _position;
    private int _line = 1;
    private int _parenDepth;
    private bool _insideAction;

    /// <summary>Creates a lexer.</summary>
    /// <param name="text">The template's text.</param>
    /// <param name="isFunction">Knows the functions: where one is called "break" or "continue", that word is no keyword.</param>
    public Lexer(string text, Predicate<string> isFunction)
    {
        _text = text;
        _isFunction = isFunction;
    }

    /// <summary>The next token. Nothing meaningful follows an error or the end of the file.</summary>
    public Token Next() => _insideAction ? LexInsideAction() : LexText();

    private Token LexText()
    {
        while (true)
        {
            int delimiter = _text.IndexOf(LeftDelimiter, _start, StringComparison.Ordinal);
            int end = delimiter < 0 ? _text.Length : delimiter;
            int keep = delimiter >= 0 && HasLeftTrimMarker(delimiter + LeftDelimiter.Length) ? TrimEnd(_start, end) : end;
            if (keep > _start)
            {
                _position = keep;
                Token token = Emit(TokenKind.Text);
                SkipTo(end);
                return token;
            }

            SkipTo(end);
            if (delimiter < 0)
            {
                return new Token(TokenKind.EndOfFile, _start, "", _line);
            }

            int afterMarker = delimiter + LeftDelimiter.Length
                + (HasLeftTrimMarker(delimiter + LeftDelimiter.Length) ? TrimMarkerLength : 0);
            if (!At(LeftComment, afterMarker))
            {
                _position = delimiter + LeftDelimiter.Length;
                Token token = Emit(TokenKind.LeftDelimiter);
                SkipTo(afterMarker);
                _insideAction = true;
                _parenDepth = 0;
                return token;
            }

            SkipTo(afterMarker);
            if (SkipComment() is { } error)
            {
                return error;
            }
        }
    }

    /// <summary>Skips a comment and its closing delimiter; a token where that fails.</summary>
    private Token? SkipComment()
    {
        int close = _text.IndexOf(RightComment, _start + LeftComment.Length, StringComparison.Ordinal);
        if (close < 0)
        {
            return Error("unclosed comment");
        }

        _position = close + RightComment.Length;
        if (!AtRightDelimiter(out bool trims))
        {
            return Error("comment ends before closing delimiter");
        }

        int end = _position + (trims ? TrimMarkerLength : 0) + RightDelimiter.Length;
        SkipTo(trims ? TrimStart(end) : end);
        return null;
    }

    private Token LexRightDelimiter()
    {
        AtRightDelimiter(out bool trims);
        if (trims)
        {
            SkipTo(_position + TrimMarkerLength);
        }

        _position += RightDelimiter.Length;
        Token token = Emit(TokenKind.RightDelimiter);
        if (trims)
        {
            SkipTo(TrimStart(_position));
        }

        _insideAction = false;
        return token;
    }

    private Token LexInsideAction()
    {
        if (AtRightDelimiter(out _))
        {
            return _parenDepth == 0 ? LexRightDelimiter() : Error("unclosed left paren");
        }

        if (AtEnd)
        {
            return Error("unclosed action");
        }

        char first = _text[_position];
        switch (first)
        {
            case ' ' or '\t' or '\r' or '\n':
                return LexSpace();
            case '=':
                return EmitAscii(TokenKind.Assign);
            case ':':
                _position++;
                return Accept("=") ? Emit(TokenKind.Declare) : Error("expected :=");
            case '|':
                return EmitAscii(TokenKind.Pipe);
            case '"':
                return LexQuoted('"', TokenKind.String, "unterminated quoted string");
            case '\'':
                return LexQuoted('\'', TokenKind.CharConstant, "unterminated character constant");
            case '`':
                return LexRawString();
            case '$':
                _position++;
                return LexName(TokenKind.Variable, TokenKind.Variable);
            case '.' when !IsDigit(_position + 1) && _position + 1 < _text.Length:
                _position++;
                return LexName(TokenKind.Field, TokenKind.Dot);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return LexNumber();
            case ',':
                return EmitAscii(TokenKind.Char);
            case '(':
                _parenDepth++;
                return EmitAscii(TokenKind.LeftParen);
            case ')':
                return --_parenDepth < 0 ? Error("unexpected right paren") : EmitAscii(TokenKind.RightParen);
        }

        return IsAsciiAlphanumeric(first) ? LexIdentifier() : LexOther();
    }

    private Token LexOther()
    {
        Rune rune = GoUnicode.At(_text, _position);
        if (GoUnicode.IsAlphanumeric(rune))
        {
            return LexIdentifier();
        }

        return rune.IsAscii && GoUnicode.IsPrint(rune)
            ? EmitAscii(TokenKind.Char)
            : Error($"unrecognized character in action: {GoUnicode.Describe(rune)}");
    }

    private Token LexSpace()
    {
        int first = _position;
        while (IsSpace(_position))
        {
            _position++;
        }

        // The last space may belong to a closing delimiter with a trim marker.
        int last = _position - 1;
        if (At("-" + RightDelimiter, last + 1))
        {
            _position = last;
            if (last == first)
            {
                return LexRightDelimiter();
            }
        }

        return Emit(TokenKind.Space);
    }

    private Token LexIdentifier()
    {
        SkipAlphanumeric();
        if (!AtTerminator())
        {
            return BadCharacter();
        }

        string word = _text[_start.._position];
        int keyword = Array.IndexOf(Keywords, word);
        if (keyword < 0)
        {
            return Emit(TokenKind.Identifier);
        }

        TokenKind kind = KeywordKinds[keyword];
        return Emit(kind is TokenKind.Break or TokenKind.Continue && _isFunction(word) ? TokenKind.Identifier : kind);
    }

    /// <summary>A field or variable whose first character, dot or dollar, is read.</summary>
    private Token LexName(TokenKind named, TokenKind alone)
    {
        if (AtTerminator())
        {
            return Emit(alone);
        }

        SkipAlphanumeric();
        return AtTerminator() ? Emit(named) : BadCharacter();
    }

    private Token LexQuoted(char quote, TokenKind kind, string unterminated)
    {
        for (_position++; !AtEnd && _text[_position] != '\n'; _position++)
        {
            if (_text[_position] == quote)
            {
                _position++;
                return Emit(kind);
            }

            if (_text[_position] == '\\' && (++_position >= _text.Length || _text[_position] == '\n'))
            {
                break;
            }
        }

        return Error(unterminated);
    }

    private Token LexRawString()
    {
        int close = _text.IndexOf('`', _position + 1);
        if (close < 0)
        {
            return Error("unterminated raw quoted string");
        }

        _position = close + 1;
        return Emit(TokenKind.RawString);
    }

    /// <summary>
    /// Anything that looks like a number; whether it is one, the parser finds out. "1+2i" is complex.
    /// </summary>
    private Token LexNumber()
    {
        if (!SkipNumber())
        {
            return BadNumber();
        }

        if (AtEnd || _text[_position] is not ('+' or '-'))
        {
            return Emit(TokenKind.Number);
        }

        return SkipNumber() && _text[_position - 1] == 'i' ? Emit(TokenKind.Complex) : BadNumber();
    }

    private bool SkipNumber()
    {
        const string decimalDigits = "0123456789_";
        const string hexDigits = "0123456789abcdefABCDEF_";
        Accept("+-");
        string digits = decimalDigits;
        if (Accept("0"))
        {
            digits = Accept("xX") ? hexDigits : Accept("oO") ? "01234567_" : Accept("bB") ? "01_" : decimalDigits;
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if ((digits == decimalDigits && Accept("eE")) || (digits == hexDigits && Accept("pP")))
        {
            Accept("+-");
            AcceptRun(decimalDigits);
        }

        Accept("i");
        if (AtEnd || !GoUnicode.IsAlphanumeric(GoUnicode.At(_text, _position)))
        {
            return true;
        }

        _position += GoUnicode.At(_text, _position).Utf16SequenceLength; // The message shows what is wrong.
        return false;
    }

    private bool AtEnd => _position >= _text.Length;

    private bool At(string expected, int index) =>
        index <= _text.Length && _text.AsSpan(index).StartsWith(expected, StringComparison.Ordinal);

    private bool AtRightDelimiter(out bool trims)
    {
        trims = IsSpace(_position) && At("-" + RightDelimiter, _position + 1);
        return trims || At(RightDelimiter, _position);
    }

    /// <summary>Whether a name may end here: .x.y is two names, $x+2 is none.</summary>
    private bool AtTerminator() =>
        AtEnd || IsSpace(_position) || _text[_position] is '.' or ',' or '|' or ':' or ')' or '(' || At(RightDelimiter, _position);

    private bool HasLeftTrimMarker(int index) => At("-", index) && IsSpace(index + 1);

    private bool IsSpace(int index) => index < _text.Length && _text[index] is ' ' or '\t' or '\r' or '\n';

    private bool IsDigit(int index) => index < _text.Length && char.IsAsciiDigit(_text[index]);

    private int TrimEnd(int start, int end)
    {
        while (end > start && IsSpace(end - 1))
        {
            end--;
        }

        return end;
    }

    private int TrimStart(int index)
    {
        while (IsSpace(index))
        {
            index++;
        }

        return index;
    }

    private bool Accept(string characters)
    {
        if (AtEnd || !characters.Contains(_text[_position], StringComparison.Ordinal))
        {
            return false;
        }

        _position++;
        return true;
    }

    private void AcceptRun(string characters)
    {
        while (Accept(characters))
        {
        }
    }

    private void SkipAlphanumeric()
    {
        while (!AtEnd && IsAsciiAlphanumeric(_text[_position]))
        {
            _position++;
        }

        if (!AtEnd && !char.IsAscii(_text[_position]))
        {
            SkipBeyondAscii();
        }
    }

    private void SkipBeyondAscii()
    {
        while (!AtEnd && GoUnicode.At(_text, _position) is var rune && GoUnicode.IsAlphanumeric(rune))
        {
            _position += rune.Utf16SequenceLength;
        }
    }

    private static bool IsAsciiAlphanumeric(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private Token EmitAscii(TokenKind kind)
    {
        _position++;
        return Emit(kind);
    }

    private Token Emit(TokenKind kind)
    {
        string text = kind switch
        {
            TokenKind.LeftDelimiter => LeftDelimiter,
            TokenKind.RightDelimiter => RightDelimiter,
            TokenKind.Space => " ", // However long it is, nobody asks.
            _ => _text[_start.._position],
        };
        Token token = new(kind, _start, text, _line);
        SkipTo(_position);
        return token;
    }

    /// <summary>Moves on and counts the lines passed.</summary>
    private void SkipTo(int position)
    {
        _line += _text.AsSpan(_start, position - _start).Count('\n');
        _start = position;
        _position = position;
    }

    private Token Error(string message) => new(TokenKind.Error, _start, message, _line);

    private Token BadCharacter() => Error($"bad character {GoUnicode.Describe(GoUnicode.At(_text, _position))}");

    private Token BadNumber() => Error($"bad number syntax: {GoQuote.Quote(_text[_start.._position])}");
}
