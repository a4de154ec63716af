using System.Text.RegularExpressions;

namespace GatewayPs.Host.Help;

/// <summary>
/// Writes into a page what its author does not have to: the body of <c>## Syntax</c>, the quote with the facts under each
/// parameter's heading, and, between <c>&lt;!-- include: KEY --&gt;</c> and <c>&lt;!-- end --&gt;</c>, the part of
/// <c>common.md</c> under the heading <c>## KEY</c>. Everything else stays as it is; a second run changes nothing.
/// </summary>
internal sealed partial class HelpRefresher
{
    private const string End = "<!-- end -->";

    private readonly Dictionary<string, string[]> _common = new(StringComparer.Ordinal);

    /// <summary>Takes the parts that several pages share.</summary>
    /// <param name="common">The text of <c>common.md</c>.</param>
    public HelpRefresher(string common)
    {
        string[] lines = Lines(common);
        int[] headings =
        [
            .. Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("## ", StringComparison.Ordinal)),
            lines.Length,
        ];
        foreach ((int start, int end) in headings.Zip(headings.Skip(1)))
        {
            _common.Add(
                lines[start][3..], [.. lines[(start + 1)..end].SkipWhile(IsEmpty).Reverse().SkipWhile(IsEmpty).Reverse()]);
        }
    }

    /// <summary>The page with everything generated made anew.</summary>
    /// <exception cref="HelpSourceException">It includes or describes what does not exist.</exception>
    public string Refresh(string file, string text, CommandFacts command)
    {
        List<string> result = [];
        string[] lines = Lines(text);
        string section = "";
        int at = 0;
        while (at < lines.Length)
        {
            string line = lines[at++];
            result.Add(line);
            section = line.StartsWith("## ", StringComparison.Ordinal) ? line[3..] : section;
            if (line == "## Syntax")
            {
                string[] calls = [.. command.Syntaxes.Select(syntax => syntax.Text())];
                result.AddRange(["", "```text", .. string.Join("\n\n", calls).Split('\n'), "```", ""]);
                at = SkipTo(lines, at, next => next.StartsWith("## ", StringComparison.Ordinal));
            }
            else if (section == "Parameters" && line.StartsWith("### -", StringComparison.Ordinal))
            {
                result.AddRange(["", "> " + Facts(file, at, line[5..], command).Line, ""]);
                at = SkipTo(lines, at, next => !IsEmpty(next) && !next.StartsWith("> ", StringComparison.Ordinal));
            }
            else if (IncludeLine().Match(line) is { Success: true } include)
            {
                result.AddRange(_common.GetValueOrDefault(include.Groups["key"].Value)
                    ?? throw new HelpSourceException(file, at, $"common.md has no '## {include.Groups["key"].Value}'."));
                int end = Array.IndexOf(lines, End, at);
                at = end >= 0 ? end : throw new HelpSourceException(file, at, $"'{End}' is missing.");
            }
        }

        return string.Join('\n', result);
    }

    private static ParameterFacts Facts(string file, int line, string name, CommandFacts command) =>
        command.Parameters.FirstOrDefault(parameter => parameter.Name == name)
        ?? throw new HelpSourceException(file, line, $"{command.Name} has no parameter -{name}.");

    private static int SkipTo(string[] lines, int start, Func<string, bool> found)
    {
        int at = start;
        while (at < lines.Length && !found(lines[at]))
        {
            at++;
        }

        return at;
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static bool IsEmpty(string line) => line.Length == 0;

    [GeneratedRegex("^<!-- include: (?<key>.+) -->$", RegexOptions.ExplicitCapture)]
    private static partial Regex IncludeLine();
}
