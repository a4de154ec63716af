using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GatewayPs.Host.Help;

/// <summary>
/// Makes the page of all errors: message, cause and cure of each id from the module's texts, its categories and the cmdlets that
/// write it from their pages.
/// </summary>
internal static partial class ErrorPage
{
    private const string Intro = """
        <!-- Made of src/IstioGateway.Commands/Errors/Messages.resx and docs/cmdlets. Run: dotnet run --project src/GatewayPs.Host -- -BuildHelp -->

        # Errors

        Every error of the module has a stable id, with which `$Error[0].FullyQualifiedErrorId` begins, a category
        (`$Error[0].CategoryInfo.Category`), the item it is about as `TargetObject`, and what to do about it under the message. In the texts
        below, … stands for what is named there.
        """;

    /// <summary>Makes the page.</summary>
    /// <param name="texts">Path of the module's texts.</param>
    /// <param name="pages">The cmdlets' pages.</param>
    /// <exception cref="HelpSourceException">An id has no cause, no cure, or is written by no cmdlet.</exception>
    public static string Make(string texts, IReadOnlyList<HelpPage> pages)
    {
        Dictionary<string, string> known = XDocument.Load(texts).Descendants("data")
            .ToDictionary(item => item.Attribute("name")!.Value, item => item.Element("value")!.Value, StringComparer.Ordinal);
        ILookup<string, (string Cmdlet, string[] Categories)> written = pages
            .SelectMany(page => page.Errors.Select(text => (page.Name, Item: ErrorItem().Match(text))))
            .Where(pair => pair.Item.Success)
            .ToLookup(pair => pair.Item.Groups["id"].Value, pair => (pair.Name, pair.Item.Groups["categories"].Value.Split(", ")));
        StringBuilder page = new(Intro.ReplaceLineEndings("\n"));
        page.Append('\n');
        foreach (string id in Ids(known, written))
        {
            string message = Shown(known[id]);
            string[] categories = [.. written[id].SelectMany(place => place.Categories).Distinct().Order(StringComparer.Ordinal)];
            page.Append(CultureInfo.InvariantCulture, $"\n## `{id}`\n\n{string.Join(", ", categories)}; {Cmdlets(written[id], pages)}.\n\n");
            page.Append(message.Any(char.IsLetter) ? $"> {message}\n\n" : "");
            page.Append(CultureInfo.InvariantCulture, $"**Cause**: {Shown(Need(known, texts, id + "_Cause"))}\n\n**Cure**: {Shown(Need(known, texts, id + "_Advice"))}\n");
        }

        return page.ToString();

        // An id is what has a cure, or what a page names: either alone is a mistake, which the texts or the pages are missing.
        IEnumerable<string> Ids(Dictionary<string, string> texts, ILookup<string, (string, string[])> places) =>
            texts.Keys.Where(key => key.EndsWith("_Advice", StringComparison.Ordinal)).Select(key => key[..^"_Advice".Length])
                .Union(places.Select(place => place.Key))
                .Order(StringComparer.Ordinal)
                .Select(id => places.Contains(id) ? id : throw new HelpSourceException(ErrorPagePath, 1, $"No cmdlet's page names '{id}'."));
    }

    /// <summary>Where the page stands, from the root.</summary>
    public static string ErrorPagePath { get; } = Path.Combine("docs", "errors.md");

    /// <summary>Where the texts stand, from the root.</summary>
    public static string TextsPath { get; } = Path.Combine("src", "IstioGateway.Commands", "Errors", "Messages.resx");

    private static string Need(Dictionary<string, string> known, string texts, string key) =>
        known.GetValueOrDefault(key) ?? throw new HelpSourceException(texts, 1, $"'{key}' is missing.");

    /// <summary>Who writes an error; where nearly all do, who does not.</summary>
    private static string Cmdlets(IEnumerable<(string Cmdlet, string[] Categories)> places, IReadOnlyList<HelpPage> all)
    {
        string[] names = [.. places.Select(place => place.Cmdlet).Order(StringComparer.Ordinal)];
        string[] others = [.. all.Select(page => page.Name).Except(names).Order(StringComparer.Ordinal)];
        return others.Length == 0 ? "written by every cmdlet"
            : others.Length < 3 ? $"written by every cmdlet but {Links(others)}"
            : $"written by {Links(names)}";

        static string Links(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"[{name}](cmdlets/{name}.md)"));
    }

    /// <summary>A text with its places marked, and with nothing that Markdown would take for a mark.</summary>
    private static string Shown(string text) =>
        Mark().Replace(Cluster().Replace(text, ""), match => match.Value == "<" ? "&lt;" : match.Groups["place"].Success ? "…" : "\\" + match.Value).Trim();

    [GeneratedRegex(@"^- (?<id>[A-Za-z]+) \((?<categories>[A-Za-z, ]+)\): ", RegexOptions.ExplicitCapture)]
    private static partial Regex ErrorItem();

    [GeneratedRegex(@"^\[\{0\}\] ", RegexOptions.ExplicitCapture)]
    private static partial Regex Cluster();

    [GeneratedRegex(@"(?<place>(\{[0-9]+(:[^}]*)?\})+)|[<*]", RegexOptions.ExplicitCapture)]
    private static partial Regex Mark();
}
