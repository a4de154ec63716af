namespace IstioGateway.Templates;

/// <summary>One action (<c>{{ ... }}</c>) of a template.</summary>
/// <param name="Start">Offset of its opening brace.</param>
/// <param name="End">Offset behind its closing brace.</param>
/// <param name="Body">What is between, without trim markers and outer white space.</param>
internal sealed record TemplateAction(int Start, int End, string Body);

/// <summary>
/// Finds the actions of a template as Go's text/template does (text/template/parse/lex.go): quoted strings, raw strings,
/// character constants and comments may hold braces. The text is not parsed further.
/// </summary>
internal static class TemplateActions
{
    private static readonly string[] SilentKeywords = ["if", "else", "end", "range", "with", "define", "break", "continue"];

    /// <summary>All actions in order. An action that is never closed reaches to the end.</summary>
    public static IReadOnlyList<TemplateAction> Find(string text)
    {
        List<TemplateAction> actions = [];
        for (int start = text.IndexOf("{{", StringComparison.Ordinal); start >= 0;)
        {
            int end = FindEnd(text, start + 2);
            string body = text[(start + 2)..Math.Max(start + 2, end - 2)];
            actions.Add(new TemplateAction(start, end, TrimMarkers(body)));
            start = end < text.Length ? text.IndexOf("{{", end, StringComparison.Ordinal) : -1;
        }

        return actions;
    }

    /// <summary>Whether the action is a comment.</summary>
    public static bool IsComment(string body) => body.StartsWith("/*", StringComparison.Ordinal);

    /// <summary>Whether the action steers or assigns and prints nothing itself.</summary>
    public static bool IsSilent(string body) => IsComment(body) || Keyword(body) is not null || IsAssignment(body);

    /// <summary>The control keyword the action starts with, if any.</summary>
    public static string? Keyword(string body)
    {
        int length = 0;
        while (length < body.Length && char.IsAsciiLetter(body[length]))
        {
            length++;
        }

        bool wholeWord = length == body.Length || char.IsWhiteSpace(body[length]) || body[length] is '(' or '$' or '.' or '"' or '`';
        return wholeWord ? Array.Find(SilentKeywords, keyword => body.AsSpan(0, length).SequenceEqual(keyword)) : null;
    }

    private static bool IsAssignment(string body)
    {
        int length = 0;
        if (!body.StartsWith('$'))
        {
            return false;
        }

        while (length < body.Length && (body[length] is '$' or '_' || char.IsLetterOrDigit(body[length])))
        {
            length++;
        }

        string rest = body[length..].TrimStart();
        return rest.StartsWith(":=", StringComparison.Ordinal) || rest.StartsWith('=');
    }

    private static string TrimMarkers(string body)
    {
        string trimmed = body;
        if (trimmed.StartsWith("- ", StringComparison.Ordinal) || trimmed.StartsWith("-\n", StringComparison.Ordinal))
        {
            trimmed = trimmed[1..];
        }

        if (trimmed.EndsWith(" -", StringComparison.Ordinal) || trimmed.EndsWith("\n-", StringComparison.Ordinal))
        {
            trimmed = trimmed[..^1];
        }

        return trimmed.Trim();
    }

    private static int FindEnd(string text, int position)
    {
        string lead = text[position..Math.Min(position + 4, text.Length)].TrimStart('-').TrimStart();
        if (lead.StartsWith("/*", StringComparison.Ordinal))
        {
            int commentEnd = text.IndexOf("*/", position, StringComparison.Ordinal);
            int close = commentEnd < 0 ? -1 : text.IndexOf("}}", commentEnd + 2, StringComparison.Ordinal);
            return close < 0 ? text.Length : close + 2;
        }

        char quote = '\0';
        for (int i = position; i < text.Length; i++)
        {
            if (quote != '\0')
            {
                if (text[i] == '\\' && quote != '`')
                {
                    i++;
                }
                else if (text[i] == quote)
                {
                    quote = '\0';
                }
            }
            else if (text[i] is '"' or '`' or '\'')
            {
                quote = text[i];
            }
            else if (text[i] == '}' && i + 1 < text.Length && text[i + 1] == '}')
            {
                return i + 2;
            }
        }

        return text.Length;
    }
}
