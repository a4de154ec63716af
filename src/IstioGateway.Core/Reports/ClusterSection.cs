namespace IstioGateway.Reports;

/// <summary>The part of a page that is about one cluster.</summary>
/// <param name="html">Where to.</param>
/// <param name="id">The section's id; the ids of its parts begin with it.</param>
/// <param name="cluster">The cluster.</param>
internal sealed class ClusterSection(HtmlWriter html, string id, ReportedCluster cluster)
{
    private const int KernelsShown = 200;
    private const int DiffLines = 200;

    /// <summary>Writes it.</summary>
    public void Write()
    {
        html.Line().Open("section", ("id", id), ("aria-labelledby", $"{id}-heading"));
        html.Line().Open("h2", ("id", $"{id}-heading")).Text("Cluster ").Name(cluster.Name).Close();
        if (cluster.Server.Length > 0)
        {
            html.Line().Element("p", cluster.Server, ("class", "quiet"));
        }

        WriteErrors();
        WriteGateways();
        WriteKernels();
        WriteNodes();
        WriteTemplates();
        WriteFindings();
        WriteNotes();
        html.Line().Close();
    }

    private void Heading(string text) => html.Line().Element("h3", text);

    private void Say(string text) => html.Line().Element("p", text);

    private void WriteErrors()
    {
        if (cluster.Errors.Count == 0)
        {
            return;
        }

        Heading("What could not be read");
        html.Line().Open("ul", ("class", "errors"));
        foreach (ReportError error in cluster.Errors)
        {
            html.Line().Open("li").Open("p").Element("span", "Error " + error.Id, ("class", "bad")).Text(": " + error.Message).Close();
            if (error.Advice.Length > 0)
            {
                html.Element("p", error.Advice);
            }

            html.Close();
        }

        html.Close();
    }

    private void WriteGateways()
    {
        if (!cluster.HasGateways)
        {
            return;
        }

        Heading("Gateways");
        string all = ReportTexts.Count(cluster.Gateways, "gateway", "gateways");
        Say(cluster.GatewaysListed.Count == 0
            ? cluster.Gateways == 0 ? "There are no gateways." : $"{all}; nothing is to be done about them."
            : $"{all}, {cluster.GatewaysNotStarting} of which cannot start.");
        if (cluster.GatewaysListed.Count == 0)
        {
            return;
        }

        using (ReportTable table = new(
            html, $"{id}-gateways", "Gateways about which something is to be done", "Pod", "Namespace", "Gateway", "Node and kernel", "To do", "Why"))
        {
            foreach (GatewayWorkloadStatus gateway in cluster.GatewaysListed)
            {
                table.Row().Head(gateway.Pod.Length > 0 ? gateway.Pod : "no pods")
                    .Cell(gateway.Namespace).Cell(gateway.Owner)
                    .Cell(gateway.Node.Length == 0 ? "not scheduled" : $"{gateway.Node}, {ReportTexts.Kernel(gateway.KernelVersion)}", wide: true)
                    .Cell(
                        gateway.Advice.Length > 0 ? $"{ReportTexts.Action(gateway.Action)}: {gateway.Advice}" : ReportTexts.Action(gateway.Action),
                        wide: true)
                    .Cell(gateway.Reason, wide: true);
            }
        }

        More(cluster.Actions.Values.Sum() - cluster.GatewaysListed.Count, "gateway pods", "Get-GatewayWorkload -NeedsAction");
    }

    private void WriteKernels()
    {
        if (!cluster.HasNodes)
        {
            return;
        }

        Heading("Kernels");
        if (cluster.Nodes == 0)
        {
            Say("There are no nodes.");
            return;
        }

        KernelChart.WriteKernels(html, $"{id}-chart", cluster);
        IReadOnlyList<KernelCount> kernels = cluster.Kernels;
        using (ReportTable table = new(html, $"{id}-kernels", "Nodes by kernel, the oldest first", "Kernel", "Nodes", "Changed template"))
        {
            foreach (KernelCount kernel in kernels.Take(KernelsShown))
            {
                table.Row().Head(ReportTexts.Kernel(kernel.Version)).Cell(ReportTexts.Count(kernel.Nodes, "node", "nodes"))
                    .Cell(ReportTexts.Requirement(kernel.Requirement), ReportTexts.Mark(kernel.Requirement));
            }
        }

        More(kernels.Count - KernelsShown, "kernels", "Get-NodeKernel");
    }

    private void WriteNodes()
    {
        if (!cluster.HasNodes || cluster.Nodes == 0)
        {
            return;
        }

        Heading("Nodes that need the template");
        if (cluster.NodesListed.Count == 0)
        {
            Say("None: every kernel knows the sysctl.");
            return;
        }

        using (ReportTable table = new(
            html, $"{id}-nodes", "Nodes with an old kernel, or with one that cannot be read", "Node", "Kernel", "Changed template", "OS image", "Status"))
        {
            foreach (ReportedNode node in cluster.NodesListed)
            {
                table.Row().Head(node.Name).Cell(ReportTexts.Kernel(node.KernelVersion))
                    .Cell(ReportTexts.Requirement(node.Requirement), ReportTexts.Mark(node.Requirement)).Cell(node.OSImage).Cell(node.Status);
            }
        }

        More(cluster.NodesNeedingTemplate + cluster.NodesUnknown - cluster.NodesListed.Count, "nodes", "Get-NodeKernel -RequiresTemplate");
    }

    private void WriteTemplates()
    {
        if (!cluster.HasTemplates)
        {
            return;
        }

        Heading("Templates");
        if (cluster.Templates.Count == 0)
        {
            Say("There is no Istio resource.");
            return;
        }

        using (ReportTable table = new(
            html, $"{id}-templates", "What is in force", "Template", "Istio resource", "Source", "In force", "Istio", "SHA-256", "Drift"))
        {
            foreach (IstioGatewayTemplate template in cluster.Templates)
            {
                table.Row().Head(template.TemplateName).Cell(template.Name).Cell(template.Source.ToString())
                    .Cell(
                        template.InForce switch { true => "Yes", false => "Not yet", _ => "Not known" },
                        template.InForce switch { true => "", _ => "warn" })
                    .Cell(template.IstioVersion ?? "not known").Hash(template.Sha256)
                    .Cell(Drift(template), template.Drift == TemplateDrift.None ? "" : "warn");
            }
        }

        foreach (IstioGatewayTemplate template in cluster.Templates.Where(template => template.Drift != TemplateDrift.None))
        {
            html.Line().Open("p").Open("strong").Name(template.TemplateName).Close().Text(": " + template.DriftReason).Close();
            if (template.DriftDiff.Length > 0)
            {
                WriteDiff(template.DriftDiff);
            }
        }
    }

    private static string Drift(IstioGatewayTemplate template) => (template.Source, template.Drift) switch
    {
        (not TemplateSource.Override, TemplateDrift.None) => "Cannot drift",
        (_, TemplateDrift.None) => "None",
        (_, TemplateDrift.Drifted) => "Drifted",
        _ => "Not known",
    };

    private void WriteDiff(string diff)
    {
        string[] lines = diff.TrimEnd('\n').Split('\n');
        string shown = string.Join('\n', lines.Take(DiffLines));
        html.Line().Element("pre", lines.Length > DiffLines ? $"{shown}\n... {lines.Length - DiffLines} more lines" : shown);
    }

    private void WriteFindings()
    {
        (IstioGatewayTemplate Template, TemplateFinding Finding)[] findings =
        [
            .. cluster.Templates.SelectMany(template => template.Findings.Select(finding => (template, finding)))
                .OrderByDescending(pair => pair.finding.Severity),
        ];
        if (findings.Length == 0)
        {
            return;
        }

        Heading("Findings");
        using ReportTable table = new(
            html, $"{id}-findings", "What is to be said about the templates", "Finding", "Severity", "Template", "Line", "What is so", "What to do");
        foreach ((IstioGatewayTemplate template, TemplateFinding finding) in findings)
        {
            table.Row().Head(finding.Id).Cell(finding.Severity.ToString(), ReportTexts.Mark(finding.Severity)).Cell(template.TemplateName)
                .Cell(finding.Line is { } line ? FormattableString.Invariant($"{line}") : "whole text")
                .Cell(finding.Message, wide: true).Cell(finding.Recommendation ?? "Nothing.", wide: true);
        }
    }

    private void WriteNotes()
    {
        if (cluster.Notes.Count == 0)
        {
            return;
        }

        Heading("Notes");
        html.Line().Open("ul", ("class", "notes"));
        foreach (string note in cluster.Notes)
        {
            html.Line().Element("li", note);
        }

        html.Close();
    }

    private void More(int count, string what, string command)
    {
        if (count > 0)
        {
            html.Line().Open("p", ("class", "quiet")).Text("And ").Text(count).Text($" more {what}; ").Element("code", command).Text(" shows them all.").Close();
        }
    }
}
