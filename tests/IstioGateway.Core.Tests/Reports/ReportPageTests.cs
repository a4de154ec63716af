using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IstioGateway.Reports;

namespace IstioGateway.Core.Tests.Reports;

/// <summary>The page: read by a strict reader, and checked for what a screen reader needs.</summary>
public sealed partial class ReportPageTests
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Reports { get; } = ["fleet", "empty", "many kernels"];

    [Theory]
    [MemberData(nameof(Reports))]
    public void It_has_a_language_a_title_and_the_landmarks_once_each(string which)
    {
        XElement page = Page(which).Root!;

        Assert.Equal("en", page.Attribute("lang")!.Value);
        Assert.NotEmpty(page.Element(Html + "head")!.Element(Html + "title")!.Value);
        Assert.Equal(["a", "header", "nav", "main", "footer"], page.Element(Html + "body")!.Elements().Select(e => e.Name.LocalName));
        Assert.NotNull(page.Descendants(Html + "nav").Single().Attribute("aria-label"));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void Headings_begin_with_one_of_the_first_level_and_skip_none(string which)
    {
        int[] levels = [.. Page(which).Descendants().Where(e => Heading().IsMatch(e.Name.LocalName)).Select(e => e.Name.LocalName[1] - '0')];

        Assert.Equal(1, levels[0]);
        Assert.Equal(1, levels.Count(level => level == 1));
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void Ids_are_there_once_and_what_refers_to_one_finds_it(string which)
    {
        XDocument page = Page(which);
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];

        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.Descendants().Attributes("aria-labelledby").SelectMany(a => a.Value.Split(' ')), id => Assert.Contains(id, ids));
        Assert.All(page.Descendants(Html + "a").Select(a => a.Attribute("href")!.Value), href => Assert.Contains(href[1..], ids));
        Assert.All(page.Descendants().Attributes("fill"), fill => Assert.Contains(fill.Value["url(#".Length..^1], ids));
        Assert.All(page.Descendants(Html + "section"), section => Assert.NotNull(section.Attribute("aria-labelledby")));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void Every_picture_says_what_it_is_and_has_its_numbers_in_words(string which) =>
        Assert.All(Page(which).Descendants(Svg + "svg"), svg =>
        {
            Assert.Equal("img", svg.Attribute("role")!.Value);
            Assert.NotEmpty(svg.Element(Svg + "title")!.Value);
            string words = svg.Element(Svg + "desc")!.Value;
            Assert.All(svg.Elements(Svg + "text").Where(t => t.Attribute("class")?.Value == "count"), t => Assert.Contains(t.Value, words, StringComparison.Ordinal));
            Assert.Equal(
                $"{svg.Element(Svg + "title")!.Attribute("id")!.Value} {svg.Element(Svg + "desc")!.Attribute("id")!.Value}",
                svg.Attribute("aria-labelledby")!.Value);
        });

    [Theory]
    [MemberData(nameof(Reports))]
    public void Every_table_has_a_caption_a_header_for_each_column_and_one_for_each_row(string which) =>
        Assert.All(Page(which).Descendants(Html + "table"), table =>
        {
            Assert.NotEmpty(table.Elements(Html + "caption").Single().Value);
            XElement[] columns = [.. table.Element(Html + "thead")!.Element(Html + "tr")!.Elements()];
            Assert.All(columns, column => Assert.Equal(("th", "col"), (column.Name.LocalName, column.Attribute("scope")!.Value)));
            Assert.NotEmpty(table.Element(Html + "tbody")!.Elements());
            Assert.All(table.Element(Html + "tbody")!.Elements(), row =>
            {
                Assert.Equal(columns.Length, row.Elements().Count());
                Assert.Equal(("th", "row"), (row.Elements().First().Name.LocalName, row.Elements().First().Attribute("scope")!.Value));
                Assert.All(row.Elements(), cell => Assert.NotEmpty(cell.Value));
            });

            // It can be scrolled by keyboard where it is wider than the screen.
            Assert.Equal(("region", "0"), (table.Parent!.Attribute("role")!.Value, table.Parent.Attribute("tabindex")!.Value));
        });

    [Fact]
    public void It_holds_no_script_and_nothing_that_is_elsewhere_and_forbids_both()
    {
        XDocument page = Page("fleet");

        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "img" or "iframe" or "object" or "form" or "base");
        Assert.Equal(["data:,"], page.Descendants(Html + "link").Select(e => e.Attribute("href")!.Value));
        Assert.DoesNotContain("url(", page.Descendants(Html + "style").Single().Value, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page.Descendants(Html + "style").Single().Value, StringComparison.Ordinal);
        string policy = page.Descendants(Html + "meta")
            .Single(e => e.Attribute("http-equiv")?.Value == "Content-Security-Policy").Attribute("content")!.Value;
        Assert.StartsWith("default-src 'none'; style-src 'unsafe-inline'; img-src data:", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void It_says_what_is_so_and_when()
    {
        XDocument page = Page("fleet");

        Assert.Equal(("2026-11-26 06:30 UTC", "2026-11-26T06:30:00Z"), (
            page.Descendants(Html + "time").Single().Value, page.Descendants(Html + "time").Single().Attribute("datetime")!.Value));
        Dictionary<string, string> tiles = page.Descendants(Html + "dl").Single().Elements()
            .ToDictionary(tile => tile.Element(Html + "dt")!.Value, tile => tile.Element(Html + "dd")!.Value);
        Assert.Equal(
            [
                ("Clusters", "2 1 not wholly read"), ("Nodes", "3 1 with a kernel that cannot be read"),
                ("Nodes that need the template", "1 kernel too old for the sysctl"), ("Gateways that cannot start", "1 of 1 gateway"),
                ("Drifted templates", "1 of 1 in use"), ("Findings", "2 1 error"),
            ],
            tiles.Select(tile => (tile.Key, tile.Value)));
        Assert.Equal(
            ["Summary", "What to do next", "Clusters", "Cluster prod-eu", "Cluster prod-eu-gone"], page.Descendants(Html + "h2").Select(h => h.Value));
        Assert.Equal(
            ["Gateways", "Kernels", "Nodes that need the template", "Templates", "Findings", "Notes", "What could not be read"],
            page.Descendants(Html + "h3").Select(h => h.Value));
    }

    [Fact]
    public void The_same_report_gives_the_same_page_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string first = ReportSamples.Render(ReportSamples.Fleet());
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
            Assert.Equal(first, ReportSamples.Render(ReportSamples.Fleet()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_hundred_clusters_of_two_hundred_nodes_are_written_piece_by_piece()
    {
        ReportedCluster[] clusters = [.. Enumerable.Range(0, 100).Select(c => new ReportedCluster(FormattableString.Invariant($"cluster-{c}")))];
        foreach (ReportedCluster cluster in clusters)
        {
            for (int node = 0; node < 200; node++)
            {
                cluster.Add(ReportSamples.Node(FormattableString.Invariant($"node-{node}"), "3.10.0-1160.el7.x86_64"));
            }
        }

        FleetReport report = ReportSamples.Of("fleet", clusters);
        using PieceCounter output = new();
        ReportPage.Write(report, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReportPage.Write(report, output);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(output.Length / 2 > 2_000_000, $"{output.Length}");
        Assert.True(output.Longest < 20_000, $"{output.Longest}");

        // Less than a copy of the page for each of its bytes, and none of it is kept.
        Assert.True(allocated < 40_000_000, $"{allocated}");
    }

    [Fact]
    public void Rendering_ends_between_two_clusters_when_it_is_cancelled()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => ReportPage.Write(ReportSamples.Fleet(), TextWriter.Null, cancelled.Token));
    }

    [Fact]
    public void What_is_too_much_for_a_page_is_counted_and_said()
    {
        ReportedCluster cluster = new("large");
        for (int i = 0; i < ReportedCluster.NodesKept + 7; i++)
        {
            cluster.Add(ReportSamples.Node(FormattableString.Invariant($"node-{i}"), "3.10.0"));
            cluster.Add(ReportSamples.Gateway("gw", FormattableString.Invariant($"pod-{i}"), GatewayWorkloadAction.Recreate));
        }

        string text = XDocument.Parse(ReportSamples.Render(ReportSamples.Of("t", cluster))).Root!.Value;

        Assert.Contains("And 7 more nodes; Get-NodeKernel -RequiresTemplate shows them all.", text, StringComparison.Ordinal);
        Assert.Contains("And 7 more gateway pods; Get-GatewayWorkload -NeedsAction shows them all.", text, StringComparison.Ordinal);
        Assert.Equal((507, 1), (cluster.NodesNeedingTemplate, cluster.GatewaysNotStarting));
    }

    [Fact]
    public void The_second_object_of_a_name_counts_once()
    {
        ReportedCluster cluster = new("c");
        for (int i = 0; i < 2; i++)
        {
            cluster.Add(ReportSamples.Node("a", "3.10.0"));
            cluster.Add(ReportSamples.Template("default", "gateway", TemplateSource.Default));
            cluster.Add(ReportSamples.Gateway("gw", "a", GatewayWorkloadAction.Recreate));
        }

        Assert.Equal((1, 1, 1), (cluster.Nodes, cluster.Templates.Count, cluster.GatewaysListed.Count));
    }

    private static XDocument Page(string which) => XDocument.Parse(ReportSamples.Render(which switch
    {
        "fleet" => ReportSamples.Fleet(),
        "many kernels" => ReportSamples.Of("t", ManyKernels()),
        _ => ReportSamples.Of("empty"),
    }));

    private static ReportedCluster ManyKernels()
    {
        ReportedCluster cluster = new("many");
        for (int i = 0; i < 30; i++)
        {
            cluster.Add(ReportSamples.Node(FormattableString.Invariant($"node-{i}"), FormattableString.Invariant($"4.{i}.0")));
        }

        return cluster;
    }

    [GeneratedRegex("^h[1-6]$")]
    private static partial Regex Heading();

    /// <summary>Counts what is written, and keeps none of it.</summary>
    private sealed class PieceCounter : TextWriter
    {
        public long Length { get; private set; }

        public int Longest { get; private set; }

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Count(1);

        public override void Write(string? value) => Count(value?.Length ?? 0);

        public override void Write(char[] buffer, int index, int count) => Count(count);

        private void Count(int length) => (Length, Longest) = (Length + length, Math.Max(Longest, length));
    }
}
