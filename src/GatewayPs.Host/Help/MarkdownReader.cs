using System.Text.RegularExpressions;

namespace GatewayPs.Host.Help;

/// <summary>
/// Reads the part of Markdown that the pages in <c>docs/cmdlets</c> are written in. What is not in this list is refused with
/// its line, never guessed at, so that a page looks the same on a code host and in Get-Help:
/// <code>
/// heading     #, ## or ### and a text
/// paragraph   lines up to an empty line or another block
/// item        "- " and a text; further lines are indented by two blanks
/// fence       ``` and words, lines of code, ```
/// quote       "> " and a text, one line: the facts of a parameter, which the generator writes
/// comment     one line from &lt;!-- to --&gt;: left out
/// inline      `code`, **strong**, [text](target)
/// </code>
/// How the blocks make a page is said in <see cref="HelpPageParser"/>.
/// </summary>
internal static partial class MarkdownReader
{
    private const string Fence = "```";

    /// <summary>The blocks of a page.</summary>
    /// <exception cref="HelpSourceException">It holds something else.</exception>
    public static IReadOnlyList<MarkdownBlock> Read(string file, string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        List<MarkdownBlock> blocks = [];
        int at = 0;
        while (at < lines.Length)
        {
            string line = lines[at];
            int number = at + 1;
            if (line.Length == 0 || IsComment(line))
            {
                at++;
            }
            else if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                int end = Array.IndexOf(lines, Fence, at + 1);
                if (end < 0)
                {
                    throw new HelpSourceException(file, number, "The fence is not closed.");
                }

                blocks.Add(new MarkdownBlock(
                    MarkdownKind.Code, string.Join('\n', lines[(at + 1)..end]), number, Info: line[Fence.Length..].Trim()));
                at = end + 1;
            }
            else if (HeadingLine().Match(line) is { Success: true } heading)
            {
                blocks.Add(new MarkdownBlock(
                    MarkdownKind.Heading, heading.Groups["text"].Value, number, Level: heading.Groups["marks"].Length));
                at++;
            }
            else if (line.StartsWith("> ", StringComparison.Ordinal))
            {
                blocks.Add(new MarkdownBlock(MarkdownKind.Quote, line[2..], number));
                at++;
            }
            else if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                int end = EndOf(lines, at, next => next.StartsWith("  ", StringComparison.Ordinal));
                blocks.Add(new MarkdownBlock(MarkdownKind.Item, Join(lines[at..end])[2..], number));
                at = end;
            }
            else if (OtherMarkdown().IsMatch(line))
            {
                throw new HelpSourceException(file, number, $"'{line}' is Markdown that help pages are not written in.");
            }
            else
            {
                int end = EndOf(lines, at, next => !StartsBlock(next));
                blocks.Add(new MarkdownBlock(MarkdownKind.Paragraph, Join(lines[at..end]), number));
                at = end;
            }
        }

        return blocks;
    }

    /// <summary>
    /// A text without its marks. Text in back-quotes stays as it is; a link to elsewhere keeps its address, one to a
    /// neighbouring page does not.
    /// </summary>
    public static string Plain(string markdown) => Inline().Replace(markdown, match =>
        match.Groups["code"].Success ? match.Groups["code"].Value
        : match.Groups["strong"].Success ? match.Groups["strong"].Value
        : IsAddress(match.Groups["target"].Value) ? $"{Plain(match.Groups["text"].Value)} ({match.Groups["target"].Value})"
        : Plain(match.Groups["text"].Value));

    /// <summary>The only link of a text, if it is nothing but a link.</summary>
    public static HelpLink? Link(string markdown) =>
        Inline().Match(markdown) is { Success: true } match && match.Length == markdown.Length && match.Groups["target"].Success
            ? new HelpLink(
                Plain(match.Groups["text"].Value), IsAddress(match.Groups["target"].Value) ? match.Groups["target"].Value : null)
            : null;

    /// <summary>Whether a line is a comment and nothing else.</summary>
    public static bool IsComment(string line) =>
        line.StartsWith("<!--", StringComparison.Ordinal) && line.EndsWith("-->", StringComparison.Ordinal);

    private static bool IsAddress(string target) => target.StartsWith("https://", StringComparison.Ordinal);

    private static bool StartsBlock(string line) => IsComment(line)
        || line.StartsWith(Fence, StringComparison.Ordinal) || line.StartsWith("> ", StringComparison.Ordinal)
        || line.StartsWith("- ", StringComparison.Ordinal) || HeadingLine().IsMatch(line);

    private static int EndOf(string[] lines, int start, Func<string, bool> goesOn)
    {
        int end = start + 1;
        while (end < lines.Length && lines[end].Length > 0 && goesOn(lines[end]))
        {
            end++;
        }

        return end;
    }

    private static string Join(IEnumerable<string> lines) => string.Join(' ', lines.Select(line => line.Trim()));

    [GeneratedRegex(@"^(?<marks>#{1,3}) (?<text>\S.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex HeadingLine();

    /// <summary>Tables, numbered lists, other bullets, deeper headings, HTML, images, indented code.</summary>
    [GeneratedRegex(@"^(\||\d+[.)] |[*+] |#|<|!\[|\s|>|-{3}|={3}|~{3})", RegexOptions.ExplicitCapture)]
    private static partial Regex OtherMarkdown();

    [GeneratedRegex(
        @"`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|\[(?<text>[^\]]+)\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Inline();
}
