using System.Globalization;

namespace IstioGateway.Reports;

/// <summary>
/// Bars of nodes, as an image that a screen reader can name. Widths are shares of the page's width, so that text keeps its size on a
/// narrow screen. Old kernels are striped and said to be old; colour is not the only sign.
/// </summary>
internal static class KernelChart
{
    private const int RowHeight = 40;
    private const int BarTop = 20;
    private const int BarHeight = 12;
    private const int LabelLength = 34;
    private const int RowsShown = 12;
    private const int ClustersShown = 100;

    /// <summary>Writes one bar for each kernel of a cluster.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="id">Of the image; its parts take theirs from it.</param>
    /// <param name="cluster">The cluster.</param>
    public static void WriteKernels(HtmlWriter html, string id, ReportedCluster cluster)
    {
        IReadOnlyList<KernelCount> kernels = cluster.Kernels;
        List<Row> rows = [.. kernels.Take(kernels.Count > RowsShown ? RowsShown - 1 : RowsShown).Select(RowOf)];
        if (kernels.Count > rows.Count)
        {
            KernelCount[] others = [.. kernels.Skip(rows.Count)];
            rows.Add(new Row(
                $"{others.Length} other kernels",
                Text(others.Sum(kernel => kernel.Nodes)),
                others.Sum(Of(TemplateRequirement.Yes)),
                others.Sum(Of(TemplateRequirement.Unknown)),
                others.Sum(Of(TemplateRequirement.No))));
        }

        Write(html, id, $"Nodes of {cluster.Name} by kernel", "The table below has the same numbers.", rows);
    }

    /// <summary>Writes one bar for each cluster.</summary>
    public static void WriteClusters(HtmlWriter html, string id, IReadOnlyList<ReportedCluster> clusters)
    {
        Row[] rows =
        [
            .. clusters.Where(cluster => cluster.HasNodes).Take(ClustersShown).Select(cluster => new Row(
                cluster.Name,
                cluster.NodesNeedingTemplate > 0
                    ? $"{Text(cluster.NodesNeedingTemplate)} of {Text(cluster.Nodes)} need the template"
                    : $"{Text(cluster.Nodes)} {(cluster.Nodes == 1 ? "node" : "nodes")}",
                cluster.NodesNeedingTemplate,
                cluster.NodesUnknown,
                cluster.Nodes - cluster.NodesNeedingTemplate - cluster.NodesUnknown)),
        ];
        if (rows.Length > 0)
        {
            Write(html, id, "Nodes by cluster", "Striped: nodes that need the template. The table below has the same numbers.", rows);
        }
    }

    private static Row RowOf(KernelCount kernel) => new(
        ReportTexts.Kernel(kernel.Version),
        kernel.Requirement switch
        {
            TemplateRequirement.Yes => $"{Text(kernel.Nodes)}, old",
            TemplateRequirement.Unknown => $"{Text(kernel.Nodes)}, not readable",
            _ => Text(kernel.Nodes),
        },
        Of(TemplateRequirement.Yes)(kernel),
        Of(TemplateRequirement.Unknown)(kernel),
        Of(TemplateRequirement.No)(kernel));

    private static Func<KernelCount, int> Of(TemplateRequirement requirement) => kernel => kernel.Requirement == requirement ? kernel.Nodes : 0;

    private static void Write(HtmlWriter html, string id, string title, string description, IReadOnlyList<Row> rows)
    {
        int most = Math.Max(1, rows.Max(row => row.Old + row.Unknown + row.Current));
        html.Line().Open(
            "svg",
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("id", id),
            ("role", "img"),
            ("aria-labelledby", $"{id}-title {id}-desc"),
            ("height", Text(rows.Count * RowHeight)));
        html.Element("title", title, ("id", $"{id}-title"));
        html.Element("desc", $"{description} {string.Join("; ", rows.Select(row => $"{row.Label}: {row.Count}"))}.", ("id", $"{id}-desc"));
        html.Open("defs").Open(
            "pattern", ("id", $"{id}-stripes"), ("width", "7"), ("height", "7"), ("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)"));
        html.Empty("rect", ("class", "old"), ("width", "7"), ("height", "7"));
        html.Empty("line", ("class", "stripe"), ("x1", "0"), ("y1", "0"), ("x2", "0"), ("y2", "7"));
        html.Close().Close();
        for (int i = 0; i < rows.Count; i++)
        {
            WriteRow(html, $"{id}-stripes", rows[i], i * RowHeight, most);
        }

        html.Close();
    }

    private static void WriteRow(HtmlWriter html, string stripes, Row row, int top, int most)
    {
        html.Line().Element("text", HtmlText.Shorten(row.Label, LabelLength), ("x", "0"), ("y", Text(top + 14)));
        html.Element("text", row.Count, ("class", "count"), ("x", "100%"), ("y", Text(top + 14)));
        Bar(html, ("class", "track"), 0, most, top, most);
        Bar(html, ("fill", $"url(#{stripes})"), 0, row.Old, top, most);
        Bar(html, ("class", "unknown"), row.Old, row.Unknown, top, most);
        Bar(html, ("class", "current"), row.Old + row.Unknown, row.Current, top, most);
    }

    private static void Bar(HtmlWriter html, (string, string) paint, int from, int nodes, int top, int most)
    {
        if (nodes > 0)
        {
            html.Empty(
                "rect", paint, ("x", Share(from, most)), ("y", Text(top + BarTop)), ("width", Share(nodes, most)), ("height", Text(BarHeight)));
        }
    }

    private static string Share(int part, int whole) => (100.0 * part / whole).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(string Label, string Count, int Old, int Unknown, int Current);
}
