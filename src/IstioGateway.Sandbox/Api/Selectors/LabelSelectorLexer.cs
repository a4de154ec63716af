namespace IstioGateway.Sandbox.Api.Selectors;

/// <summary>Tokens of the label selector language.</summary>
internal enum LabelToken
{
    Error,
    EndOfString,
    Identifier,
    ClosedParenthesis,
    Comma,
    DoesNotExist,
    DoubleEquals,
    Equals,
    GreaterThan,
    In,
    LessThan,
    NotEquals,
    NotIn,
    OpenParenthesis,
}

/// <summary>Cuts a label selector into tokens. Source: k8s.io/apimachinery pkg/labels/selector.go, Lexer.</summary>
internal static class LabelSelectorLexer
{
    /// <summary>The tokens with their text; the last one is the end of the string.</summary>
    public static List<(LabelToken Token, string Text)> Scan(string selector)
    {
        List<(LabelToken, string)> tokens = [];
        int position = 0;
        while (true)
        {
            while (position < selector.Length && IsWhitespace(selector[position]))
            {
                position++;
            }

            if (position == selector.Length)
            {
                tokens.Add((LabelToken.EndOfString, ""));
                return tokens;
            }

            tokens.Add(IsSpecial(selector[position]) ? Special(selector, ref position) : Word(selector, ref position));
        }
    }

    private static (LabelToken, string) Word(string selector, ref int position)
    {
        int start = position;
        while (position < selector.Length && !IsSpecial(selector[position]) && !IsWhitespace(selector[position]))
        {
            position++;
        }

        string word = selector[start..position];
        return word switch
        {
            "in" => (LabelToken.In, word),
            "notin" => (LabelToken.NotIn, word),
            _ => (LabelToken.Identifier, word),
        };
    }

    private static (LabelToken, string) Special(string selector, ref int position)
    {
        int start = position;
        LabelToken longest = LabelToken.Error;
        while (position < selector.Length && IsSpecial(selector[position]))
        {
            LabelToken token = Symbol(selector[start..(position + 1)]);
            if (token == LabelToken.Error && longest != LabelToken.Error)
            {
                break;
            }

            longest = token;
            position++;
        }

        string text = selector[start..position];
        return longest == LabelToken.Error ? (longest, $"error expected: keyword found '{text}'") : (longest, text);
    }

    private static LabelToken Symbol(string text) => text switch
    {
        ")" => LabelToken.ClosedParenthesis,
        "," => LabelToken.Comma,
        "!" => LabelToken.DoesNotExist,
        "==" => LabelToken.DoubleEquals,
        "=" => LabelToken.Equals,
        ">" => LabelToken.GreaterThan,
        "<" => LabelToken.LessThan,
        "!=" => LabelToken.NotEquals,
        "(" => LabelToken.OpenParenthesis,
        _ => LabelToken.Error,
    };

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    private static bool IsWhitespace(char c) => c is ' ' or '\t' or '\r' or '\n';
}
