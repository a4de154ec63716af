namespace GoTemplate.Syntax;

/// <summary>
/// The lexer's tokens with three tokens of look-ahead. The buffer is kept as Go keeps it, newest token first, because Go's
/// parse errors name the line of whatever token lies in the first slot.
/// </summary>
internal sealed class TokenStream(Lexer lexer)
{
    private readonly Token[] _tokens = new Token[3];
    private int _pending;

    /// <summary>The token whose line a parse error names.</summary>
    public Token Newest => _tokens[0];

    /// <summary>Reads a token.</summary>
    public Token Next()
    {
        if (_pending > 0)
        {
            _pending--;
        }
        else
        {
            _tokens[0] = lexer.Next();
        }

        return _tokens[_pending];
    }

    /// <summary>The next token, left in place.</summary>
    public Token Peek()
    {
        if (_pending == 0)
        {
            _pending = 1;
            _tokens[0] = lexer.Next();
        }

        return _tokens[_pending - 1];
    }

    /// <summary>Reads a token, passing over space.</summary>
    public Token NextNonSpace()
    {
        Token token;
        do
        {
            token = Next();
        }
        while (token.Kind == TokenKind.Space);

        return token;
    }

    /// <summary>Passes over space and returns the next token, left in place.</summary>
    public Token PeekNonSpace()
    {
        Token token = NextNonSpace();
        Back();
        return token;
    }

    /// <summary>Puts the last token back.</summary>
    public void Back() => _pending++;

    /// <summary>Puts two tokens back: the given one, and after it the newest.</summary>
    public void Back(Token first)
    {
        _tokens[1] = first;
        _pending = 2;
    }

    /// <summary>Puts three tokens back: the given two, and after them the newest.</summary>
    public void Back(Token first, Token second)
    {
        _tokens[1] = second;
        _tokens[2] = first;
        _pending = 3;
    }
}
