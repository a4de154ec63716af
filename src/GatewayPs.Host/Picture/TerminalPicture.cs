using System.Globalization;
using System.Xml;

namespace GatewayPs.Host.Picture;

/// <summary>
/// Draws what was written to a terminal as SVG: real text, so that it can be searched, copied and read aloud, in a font that every
/// machine has; light or dark as the reader's page is.
/// </summary>
internal static class TerminalPicture
{
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const double CharacterWidth = 7.83;
    private const int LineHeight = 18;
    private const int Margin = 16;
    private const int TitleHeight = 34;

    private const string Style = """

        .window { fill: #fbfbfc; stroke: #d0d5dd; }
        text { fill: #1f2430; font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; white-space: pre; }
        .dot { fill: #c5cad3; }
        .bold { font-weight: 700; }
        .red { fill: #a4161a; } .green { fill: #1a6e2e; } .yellow { fill: #7a5200; } .blue { fill: #1d4ed8; }
        .magenta { fill: #86198f; } .cyan { fill: #0b6478; } .white { fill: #1f2430; } .black { fill: #5b6472; }
        @media (prefers-color-scheme: dark) {
          .window { fill: #10141c; stroke: #313846; } text { fill: #dde3ee; } .dot { fill: #414a5a; }
          .red { fill: #ff8f8f; } .green { fill: #7ee08f; } .yellow { fill: #f2c766; } .blue { fill: #8ab4ff; }
          .magenta { fill: #e59cf0; } .cyan { fill: #74d4e8; } .white { fill: #ffffff; } .black { fill: #97a1b3; }
        }

        """;

    /// <summary>Draws a text.</summary>
    /// <param name="text">What was written, with escape sequences for colours.</param>
    /// <param name="title">What the picture shows, for those who do not see it.</param>
    public static string Draw(string text, string title)
    {
        IReadOnlyList<IReadOnlyList<TextRun>> lines = AnsiText.Lines(text);
        int columns = lines.Max(line => line.Sum(run => run.Text.Length));
        int width = (int)Math.Ceiling(columns * CharacterWidth) + (2 * Margin);
        int height = TitleHeight + (lines.Count * LineHeight) + Margin;

        StringWriter result = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using (XmlWriter svg = XmlWriter.Create(result, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            svg.WriteStartElement("svg", Namespace);
            svg.WriteAttributeString("viewBox", $"0 0 {Number(width)} {Number(height)}");
            svg.WriteAttributeString("width", Number(width));
            svg.WriteAttributeString("height", Number(height));
            svg.WriteAttributeString("role", "img");
            svg.WriteAttributeString("aria-labelledby", "title");
            svg.WriteRaw("\n");
            svg.WriteStartElement("title", Namespace);
            svg.WriteAttributeString("id", "title");
            svg.WriteString(title);
            svg.WriteEndElement();
            svg.WriteRaw("\n");
            svg.WriteElementString("style", Namespace, Style);
            svg.WriteRaw("\n");
            WriteWindow(svg, width, height);
            for (int i = 0; i < lines.Count; i++)
            {
                WriteLine(svg, lines[i], TitleHeight + ((i + 1) * LineHeight) - 4);
            }

            svg.WriteEndElement();
        }

        return result + "\n";
    }

    private static void WriteWindow(XmlWriter svg, int width, int height)
    {
        svg.WriteStartElement("rect", Namespace);
        svg.WriteAttributeString("class", "window");
        svg.WriteAttributeString("x", "0.5");
        svg.WriteAttributeString("y", "0.5");
        svg.WriteAttributeString("width", Number(width - 1));
        svg.WriteAttributeString("height", Number(height - 1));
        svg.WriteAttributeString("rx", "8");
        svg.WriteEndElement();
        svg.WriteRaw("\n");
        for (int i = 0; i < 3; i++)
        {
            svg.WriteStartElement("circle", Namespace);
            svg.WriteAttributeString("class", "dot");
            svg.WriteAttributeString("cx", Number(Margin + 5 + (i * 18)));
            svg.WriteAttributeString("cy", "18");
            svg.WriteAttributeString("r", "5");
            svg.WriteEndElement();
            svg.WriteRaw("\n");
        }
    }

    private static void WriteLine(XmlWriter svg, IReadOnlyList<TextRun> runs, int y)
    {
        if (runs.All(run => string.IsNullOrWhiteSpace(run.Text)))
        {
            return;
        }

        svg.WriteStartElement("text", Namespace);
        svg.WriteAttributeString("x", Number(Margin));
        svg.WriteAttributeString("y", Number(y));
        svg.WriteAttributeString("xml", "space", null, "preserve");
        int column = 0;
        foreach (TextRun run in runs)
        {
            // Each run begins at its own column, so that a font of another width cannot move the columns of a table.
            svg.WriteStartElement("tspan", Namespace);
            svg.WriteAttributeString("x", (Margin + (column * CharacterWidth)).ToString("0.##", CultureInfo.InvariantCulture));
            if (run.Style.Classes is { Length: > 0 } classes)
            {
                svg.WriteAttributeString("class", classes);
            }

            svg.WriteString(run.Text);
            svg.WriteEndElement();
            column += run.Text.Length;
        }

        svg.WriteEndElement();
        svg.WriteRaw("\n");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
