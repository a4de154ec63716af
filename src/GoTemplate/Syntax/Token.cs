using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>What the lexer recognised.</summary>
internal enum TokenKind
{
    /// <summary>The text cannot be read on; the token's text says why.</summary>
    Error,
    Bool,

    /// <summary>A printable ASCII character with no meaning of its own; the comma.</summary>
    Char,
    CharConstant,

    /// <summary>A complex constant such as 1+2i; a lone imaginary part is a <see cref="Number"/>.</summary>
    Complex,
    Assign,
    Declare,
    EndOfFile,

    /// <summary>.Name</summary>
    Field,
    Identifier,
    LeftDelimiter,
    LeftParen,
    Number,
    Pipe,
    RawString,
    RightDelimiter,
    RightParen,
    Space,
    String,
    Text,

    /// <summary>$ or $name</summary>
    Variable,

    /// <summary>Only a border: what follows is a keyword.</summary>
    Keyword,
    Block,
    Break,
    Continue,
    Dot,
    Define,
    Else,
    End,
    If,
    Nil,
    Range,
    Template,
    With,
}

/// <summary>One item of a template's text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Position">Where it starts: an index into the text.</param>
/// <param name="Value">Its text, or the message of an error.</param>
/// <param name="Line">The line it starts in, from 1.</param>
internal sealed record Token(TokenKind Kind, int Position, string Value, int Line)
{
    private const int LongestShown = 10;

    /// <summary>How Go's error texts name the item.</summary>
    public override string ToString()
    {
        if (Kind == TokenKind.EndOfFile)
        {
            return "EOF";
        }

        if (Kind == TokenKind.Error)
        {
            return Value;
        }

        if (Kind > TokenKind.Keyword)
        {
            return $"<{Value}>";
        }

        if (GoUtf8.Length(Value) <= LongestShown)
        {
            return GoQuote.Quote(Value);
        }

        return GoQuote.Quote(string.Concat(Value.EnumerateRunes().Take(LongestShown))) + "...";
    }
}
