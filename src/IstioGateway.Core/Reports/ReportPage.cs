using System.Globalization;

namespace IstioGateway.Reports;

/// <summary>
/// Renders a report as one HTML page that needs nothing else: no script, no picture, no font from elsewhere, and a policy in the page
/// that forbids them. The same report gives the same text. The page is well-formed XML too.
/// </summary>
public static class ReportPage
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>Renders.</summary>
    /// <param name="report">The report.</param>
    /// <param name="output">Where to; it is written from front to back, and nothing of it is kept.</param>
    /// <param name="cancellationToken">Ends the rendering between two clusters.</param>
    public static void Write(FleetReport report, TextWriter output, CancellationToken cancellationToken = default)
    {
        output.Write("<!DOCTYPE html>\n");
        HtmlWriter html = new(output);
        html.Open("html", ("xmlns", "http://www.w3.org/1999/xhtml"), ("lang", "en"), ("xml:lang", "en"));
        WriteHead(html, report);
        html.Line().Open("body");
        html.Line().Element("a", "Skip to the report", ("class", "skip"), ("href", "#report"));
        WriteHeader(html, report);
        WriteContents(html, report);
        html.Line().Open("main", ("id", "report"));
        WriteSummary(html, report);
        WriteSteps(html, report);
        WriteClusters(html, report);
        for (int i = 0; i < report.Clusters.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            new ClusterSection(html, Anchor(i), report.Clusters[i]).Write();
        }

        html.Line().Close();
        html.Line().Open("footer").Element("p", $"Made by {report.Generator}. Nothing in a cluster was changed for it.").Close();
        html.Line().Close().Line().Close().Line();
    }

    private static string Anchor(int index) => FormattableString.Invariant($"cluster-{index + 1}");

    private static void WriteHead(HtmlWriter html, FleetReport report)
    {
        html.Line().Open("head");
        html.Line().Empty("meta", ("charset", "utf-8"));
        html.Line().Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy));
        html.Line().Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Line().Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Line().Empty("meta", ("name", "generator"), ("content", report.Generator));
        html.Line().Empty("link", ("rel", "icon"), ("href", "data:,"));
        html.Line().Element("title", report.Title);
        html.Line().Style(ReportStyle.Sheet);
        html.Line().Close();
    }

    private static void WriteHeader(HtmlWriter html, FleetReport report)
    {
        DateTimeOffset time = report.Written.ToUniversalTime();
        html.Line().Open("header").Element("h1", report.Title);
        html.Open("p", ("class", "quiet")).Text("As it was at ");
        html.Element(
            "time",
            time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            ("datetime", time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        html.Text(", " + ReportTexts.Count(report.Clusters.Count, "cluster", "clusters")).Close().Close();
    }

    private static void WriteContents(HtmlWriter html, FleetReport report)
    {
        html.Line().Open("nav", ("aria-label", "Contents")).Open("ul");
        Link("summary", "Summary");
        Link("next", "What to do next");
        Link("clusters", "Clusters");
        for (int i = 0; i < report.Clusters.Count; i++)
        {
            html.Line().Open("li").Open("a", ("href", "#" + Anchor(i))).Name(report.Clusters[i].Name).Close().Close();
        }

        html.Close().Close();

        void Link(string anchor, string text) => html.Line().Open("li").Element("a", text, ("href", "#" + anchor)).Close();
    }

    private static void WriteSummary(HtmlWriter html, FleetReport report)
    {
        IReadOnlyList<ReportedCluster> all = report.Clusters;
        int unread = all.Count(cluster => cluster.Errors.Count > 0);
        int unknown = all.Sum(cluster => cluster.NodesUnknown);
        int errors = all.Sum(cluster => cluster.Templates.Sum(template => template.Findings.Count(f => f.Severity == FindingSeverity.Error)));
        int findings = all.Sum(cluster => cluster.Templates.Sum(template => template.Findings.Count));
        BeginSection(html, "summary", "Summary");
        html.Line().Open("dl", ("class", "tiles"));
        Tile("Clusters", all.Count, unread == 0 ? "all read" : $"{unread} not wholly read", bad: unread > 0);
        Tile("Nodes", all.Sum(cluster => cluster.Nodes), unknown == 0 ? "" : $"{unknown} with a kernel that cannot be read");
        Tile("Nodes that need the template", all.Sum(cluster => cluster.NodesNeedingTemplate), "kernel too old for the sysctl", marked: true);
        Tile(
            "Gateways that cannot start",
            all.Sum(cluster => cluster.GatewaysNotStarting),
            $"of {ReportTexts.Count(all.Sum(cluster => cluster.Gateways), "gateway", "gateways")}",
            marked: true);
        Tile("Drifted templates", all.Sum(cluster => cluster.Drifted), $"of {all.Sum(cluster => cluster.Templates.Count)} in use", marked: true);
        Tile("Findings", findings, errors == 0 ? "no errors" : ReportTexts.Count(errors, "error", "errors"), bad: errors > 0);
        html.Line().Close().Line().Close();

        void Tile(string name, int number, string detail, bool bad = false, bool marked = false)
        {
            html.Line().Open("div", bad || (marked && number > 0) ? [("class", "bad")] : []);
            html.Element("dt", name).Open("dd").Text(number);
            if (detail.Length > 0)
            {
                html.Text(" ").Element("small", detail);
            }

            html.Close().Close();
        }
    }

    private static void WriteSteps(HtmlWriter html, FleetReport report)
    {
        BeginSection(html, "next", "What to do next");
        IReadOnlyList<ReportStep> steps = ReportSteps.Of(report);
        if (steps.Count == 0)
        {
            html.Line().Element("p", report.Clusters.Count == 0 ? "No cluster was given, so there is nothing to say." : "Nothing is to be done.");
        }
        else
        {
            html.Line().Open("ol", ("class", "steps"));
            foreach (ReportStep step in steps)
            {
                WriteStep(html, report, step);
            }

            html.Close();
            if (steps.Any(step => step.Command.Length > 0))
            {
                html.Line().Open("p", ("class", "quiet")).Text("In a command ").Element("code", "NAME").Text(" stands for the cluster's context.").Close();
            }
        }

        html.Line().Close();
    }

    private static void WriteStep(HtmlWriter html, FleetReport report, ReportStep step)
    {
        html.Line().Open("li").Open("p").Element("strong", step.Title + ".").Text(" " + step.Text).Close();
        html.Open("p").Text("In: ");
        for (int i = 0; i < step.Clusters.Count; i++)
        {
            int cluster = step.Clusters[i];
            html.Text(i == 0 ? "" : ", ").Open("a", ("href", "#" + Anchor(cluster))).Name(report.Clusters[cluster].Name).Close();
        }

        html.Close();
        if (step.Command.Length > 0)
        {
            html.Element("pre", step.Command);
        }

        html.Close();
    }

    private static void WriteClusters(HtmlWriter html, FleetReport report)
    {
        BeginSection(html, "clusters", "Clusters");
        if (report.Clusters.Count == 0)
        {
            html.Line().Element("p", "No cluster is in this report.");
        }
        else
        {
            KernelChart.WriteClusters(html, "clusters-chart", report.Clusters);
            WriteTable(html, report);
        }

        html.Line().Close();
    }

    private static void WriteTable(HtmlWriter html, FleetReport report)
    {
        using ReportTable table = new(
            html, "clusters-table", "The clusters of this report", "Cluster", "Nodes", "Need the template", "Gateways", "Cannot start", "Gateway template", "Read");
        for (int i = 0; i < report.Clusters.Count; i++)
        {
            ReportedCluster cluster = report.Clusters[i];
            IstioGatewayTemplate? template = cluster.Templates.FirstOrDefault(t => t.TemplateName == Patches.TemplateName.Gateway);
            table.Row().Head(cluster.Name, Anchor(i))
                .Cell(Number(cluster.HasNodes, cluster.Nodes))
                .Cell(Number(cluster.HasNodes, cluster.NodesNeedingTemplate), cluster.NodesNeedingTemplate > 0 ? "bad" : "")
                .Cell(Number(cluster.HasGateways, cluster.Gateways))
                .Cell(Number(cluster.HasGateways, cluster.GatewaysNotStarting), cluster.GatewaysNotStarting > 0 ? "bad" : "")
                .Cell(
                    template is null ? "-" : template.Drift == TemplateDrift.Drifted ? $"{template.Source}, drifted" : template.Source.ToString(),
                    template?.Drift == TemplateDrift.Drifted ? "warn" : "")
                .Cell(
                    cluster.Errors.Count == 0 ? "Yes" : ReportTexts.Count(cluster.Errors.Count, "error", "errors"),
                    cluster.Errors.Count == 0 ? "" : "bad");
        }

        static string Number(bool known, int number) => known ? number.ToString("N0", CultureInfo.InvariantCulture) : "-";
    }

    private static void BeginSection(HtmlWriter html, string id, string heading)
    {
        html.Line().Open("section", ("id", id), ("aria-labelledby", $"{id}-heading"));
        html.Line().Element("h2", heading, ("id", $"{id}-heading"));
    }
}
