namespace GatewayPs.Host.Help;

/// <summary>Makes the help of a module of the pages in a folder, and the pages' generated parts anew.</summary>
internal sealed class HelpBuilder
{
    /// <summary>The page with the parts that several pages share.</summary>
    public const string CommonPage = "common.md";

    private readonly string _folder;
    private readonly HelpRefresher _refresher;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="IOException">There is no such folder, or it holds no <c>common.md</c>.</exception>
    public HelpBuilder(string folder)
    {
        _folder = folder;
        _refresher = new HelpRefresher(File.ReadAllText(Path.Combine(folder, CommonPage)));
    }

    /// <summary>The pages with their generated parts made anew, by path, and the MAML made of them.</summary>
    /// <param name="commands">The cmdlets that are to have help, in the order of the file.</param>
    /// <exception cref="HelpSourceException">A page is missing, not written as pages are, or does not fit its cmdlet.</exception>
    public HelpBuild Build(IEnumerable<CommandFacts> commands)
    {
        Dictionary<string, string> pages = new(StringComparer.Ordinal);
        List<(HelpPage, CommandFacts)> all = [];
        foreach (CommandFacts command in commands)
        {
            string file = Path.Combine(_folder, command.Name + ".md");
            if (!File.Exists(file))
            {
                throw new HelpSourceException(file, 1, $"{command.Name} has no page.");
            }

            string text = _refresher.Refresh(file, File.ReadAllText(file), command);
            HelpPage page = HelpPageParser.Parse(file, text);
            Check(file, page, command);
            pages.Add(file, text);
            all.Add((page, command));
        }

        return new HelpBuild(pages, MamlWriter.Write(all), [.. all.Select(pair => pair.Item1)]);
    }

    private static void Check(string file, HelpPage page, CommandFacts command)
    {
        if (page.Name != command.Name)
        {
            throw new HelpSourceException(file, 1, $"The page is about {page.Name}, its file is named after {command.Name}.");
        }

        string[] described = [.. page.Parameters.Select(parameter => parameter.Name)];
        string[] undescribed = [.. command.Parameters.Select(parameter => parameter.Name).Except(described)];
        if (undescribed.Length > 0)
        {
            throw new HelpSourceException(file, 1, $"Not described: -{string.Join(", -", undescribed)}.");
        }

        HelpEntry? empty = page.Parameters.Concat(page.Inputs).Concat(page.Outputs)
            .FirstOrDefault(entry => entry.Paragraphs.Count == 0);
        if (empty is not null)
        {
            throw new HelpSourceException(file, empty.Line, $"Nothing is said of {empty.Name}.");
        }

        string[] unnamed = [.. command.OutputTypes.Except(page.Outputs.Select(output => output.Name))];
        if (unnamed.Length > 0)
        {
            throw new HelpSourceException(file, 1, $"Outputs that are not named: {string.Join(", ", unnamed)}.");
        }
    }
}

/// <summary>What was made: pages by path, the MAML, and the pages as they were understood.</summary>
internal sealed record HelpBuild(IReadOnlyDictionary<string, string> Pages, string Maml, IReadOnlyList<HelpPage> Parsed);
