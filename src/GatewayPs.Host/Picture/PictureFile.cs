using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace GatewayPs.Host.Picture;

/// <summary>What a picture that was drawn earlier says, and what of that changes from run to run.</summary>
internal static partial class PictureFile
{
    /// <summary>The lines of a picture, as one reads them.</summary>
    /// <exception cref="System.Xml.XmlException">It is no picture.</exception>
    public static IReadOnlyList<string> Lines(string svg) =>
        [.. XDocument.Parse(svg, LoadOptions.PreserveWhitespace).Descendants()
            .Where(element => element.Name.LocalName == "text")
            .Select(element => Lasting(element.Value))];

    /// <summary>The same of a text that would be drawn.</summary>
    public static IReadOnlyList<string> LinesOf(string text) =>
        [.. AnsiText.Plain(text).Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).Select(Lasting)];

    /// <summary>A line without what each run has of its own: ports, times, and the padding that goes with them.</summary>
    private static string Lasting(string line) => Padding().Replace(Duration().Replace(Port().Replace(line, "127.0.0.1:PORT"), "TIME"), " ").Trim();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();

    [GeneratedRegex(@"\b\d\d:\d\d:\d\d(\.\d+)?\b")]
    private static partial Regex Duration();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Padding();
}
