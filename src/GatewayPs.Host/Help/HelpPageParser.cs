namespace GatewayPs.Host.Help;

/// <summary>
/// Makes a page of Markdown blocks (see <see cref="MarkdownReader"/>). Its headings, in this order; Notes and Links may be
/// missing:
/// <code>
/// # Verb-Noun        one paragraph: the synopsis
/// ## Syntax          written by the generator (see <see cref="HelpRefresher"/>)
/// ## Description     paragraphs, items, fences
/// ## Parameters      ### -Name, a quote with the parameter's facts (written by the generator), paragraphs and items
/// ## Inputs          ### Type name, or None; paragraphs and items
/// ## Outputs         ### Type name, or None; paragraphs and items
/// ## Errors          paragraphs, and items that start with the error id as code
/// ## Examples        ### Title, one fence "powershell", paragraphs. "powershell run": needs the embedded cluster only
/// ## Notes           paragraphs and items
/// ## Links           items that are a link each
/// </code>
/// </summary>
internal sealed class HelpPageParser
{
    private static readonly string[] Sections =
        ["Syntax", "Description", "Parameters", "Inputs", "Outputs", "Errors", "Examples", "Notes", "Links"];

    private static readonly string[] Optional = ["Notes", "Links"];

    private readonly string _file;
    private readonly Dictionary<string, IReadOnlyList<MarkdownBlock>> _sections = new(StringComparer.Ordinal);

    private HelpPageParser(string file) => _file = file;

    /// <summary>Reads a page.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="HelpSourceException">It is not written as pages are.</exception>
    public static HelpPage Parse(string file, string text) => new HelpPageParser(file).Parse(MarkdownReader.Read(file, text));

    private HelpPage Parse(IReadOnlyList<MarkdownBlock> blocks)
    {
        if (blocks.Count < 2 || !blocks[0].IsHeading(1) || blocks[1].Kind != MarkdownKind.Paragraph)
        {
            throw Wrong(1, "A page starts with '# Verb-Noun' and one paragraph, the synopsis.");
        }

        Split([.. blocks.Skip(2)]);
        return new HelpPage
        {
            Name = blocks[0].Text,
            Synopsis = MarkdownReader.Plain(blocks[1].Text),
            Description = Prose(Section("Description")),
            Parameters = [.. Entries("Parameters").Select(Parameter)],
            Inputs = Entries("Inputs"),
            Outputs = Entries("Outputs"),
            Errors = Prose(Section("Errors")),
            Notes = Prose(Section("Notes")),
            Examples = [.. Parts("Examples").Select(Example)],
            Links = [.. Section("Links").Select(Link)],
        };
    }

    private void Split(IReadOnlyList<MarkdownBlock> blocks)
    {
        int reached = -1;
        foreach ((MarkdownBlock heading, IReadOnlyList<MarkdownBlock> content) in Group(blocks, level: 2))
        {
            int position = Array.IndexOf(Sections, heading.Text);
            if (position <= reached)
            {
                throw Wrong(
                    heading.Line, $"'## {heading.Text}' is not expected here; the sections are {string.Join(", ", Sections)}.");
            }

            reached = position;
            _sections.Add(heading.Text, content);
        }

        if (Sections.Except(Optional).FirstOrDefault(name => !_sections.ContainsKey(name)) is { } missing)
        {
            throw Wrong(1, $"The section '## {missing}' is missing.");
        }
    }

    private IReadOnlyList<MarkdownBlock> Section(string name) => _sections.GetValueOrDefault(name) ?? [];

    private IEnumerable<(MarkdownBlock Heading, IReadOnlyList<MarkdownBlock> Content)> Parts(string section) =>
        Group(Section(section), level: 3);

    private IReadOnlyList<HelpEntry> Entries(string section) =>
    [
        .. Parts(section).Select(part =>
            new HelpEntry(MarkdownReader.Plain(part.Heading.Text), Prose(part.Content), part.Heading.Line)),
    ];

    private HelpEntry Parameter(HelpEntry entry) => entry.Name.StartsWith('-')
        ? entry with { Name = entry.Name[1..] }
        : throw Wrong(entry.Line, $"A parameter's heading starts with a dash: '### -{entry.Name}'.");

    private HelpExample Example((MarkdownBlock Heading, IReadOnlyList<MarkdownBlock> Content) part)
    {
        MarkdownBlock[] fences = [.. part.Content.Where(block => block.Kind == MarkdownKind.Code)];
        if (fences is not [{ Info: "powershell" or "powershell run" } code])
        {
            throw Wrong(part.Heading.Line, "An example has one fence, marked 'powershell' or 'powershell run'.");
        }

        return new HelpExample(
            MarkdownReader.Plain(part.Heading.Text),
            code.Text,
            code.Info.EndsWith("run", StringComparison.Ordinal),
            Prose([.. part.Content.Where(block => block != code)]),
            code.Line);
    }

    private HelpLink Link(MarkdownBlock block) =>
        (block.Kind == MarkdownKind.Item ? MarkdownReader.Link(block.Text) : null)
        ?? throw Wrong(block.Line, "A link is an item of the form '- [text](target)'.");

    /// <summary>The blocks under each heading of a level. Nothing may stand before the first.</summary>
    private IEnumerable<(MarkdownBlock Heading, IReadOnlyList<MarkdownBlock> Content)> Group(
        IReadOnlyList<MarkdownBlock> blocks, int level)
    {
        int at = 0;
        while (at < blocks.Count)
        {
            MarkdownBlock heading = blocks[at];
            if (!heading.IsHeading(level))
            {
                throw Wrong(heading.Line, $"A heading of level {level} is expected here.");
            }

            int end = at + 1;
            while (end < blocks.Count && !blocks[end].IsHeading(level))
            {
                end++;
            }

            yield return (heading, [.. blocks.Take(end).Skip(at + 1)]);
            at = end;
        }
    }

    private IReadOnlyList<string> Prose(IReadOnlyList<MarkdownBlock> blocks) =>
    [
        .. blocks.Where(block => block.Kind != MarkdownKind.Quote).Select(block => block.Kind switch
        {
            MarkdownKind.Paragraph => MarkdownReader.Plain(block.Text),
            MarkdownKind.Item => "- " + MarkdownReader.Plain(block.Text),
            MarkdownKind.Code => string.Join('\n', block.Text.Split('\n').Select(line => "    " + line)),
            _ => throw Wrong(block.Line, $"'{block.Text}' is not expected here."),
        }),
    ];

    private HelpSourceException Wrong(int line, string message) => new(_file, line, message);
}
