namespace GatewayPs.Host.Picture;

/// <summary>Takes what was written to a terminal apart: lines, and in them runs of one style.</summary>
internal static class AnsiText
{
    private const char Escape = '\x1b';

    /// <summary>The lines of a text. A style lasts until it is ended, over line ends too, as in a terminal.</summary>
    public static IReadOnlyList<IReadOnlyList<TextRun>> Lines(string text)
    {
        List<IReadOnlyList<TextRun>> lines = [];
        TextStyle style = default;
        foreach (string line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            lines.Add(Runs(line, ref style));
        }

        return lines;
    }

    /// <summary>The text as one reads it, without its escape sequences.</summary>
    public static string Plain(string text) =>
        string.Join('\n', Lines(text).Select(line => string.Concat(line.Select(run => run.Text))));

    private static List<TextRun> Runs(string line, ref TextStyle style)
    {
        List<TextRun> runs = [];
        int at = 0;
        while (at < line.Length)
        {
            int start = line.IndexOf(Escape, at);
            Add(runs, line[at..(start < 0 ? line.Length : start)], style);
            if (start < 0)
            {
                break;
            }

            int end = line.IndexOf('m', start);
            if (end < 0)
            {
                break;
            }

            style = style.After(line[(start + 2)..end]);
            at = end + 1;
        }

        return runs;
    }

    private static void Add(List<TextRun> runs, string text, TextStyle style)
    {
        if (text.Length > 0)
        {
            runs.Add(new TextRun(text, style));
        }
    }
}

/// <summary>Text of one style.</summary>
internal sealed record TextRun(string Text, TextStyle Style);
