using IstioGateway.Clusters;
using IstioGateway.Kernels;
using IstioGateway.Reports;

namespace IstioGateway.Core.Tests.Reports;

/// <summary>Reports as fleets give them.</summary>
internal static class ReportSamples
{
    public static DateTimeOffset Time { get; } = new(2026, 11, 26, 8, 30, 0, TimeSpan.FromHours(2));

    /// <summary>A cluster with everything that a page can show, and one of which nothing is known but that it does not answer.</summary>
    public static FleetReport Fleet(string name = "prod-eu")
    {
        ReportedCluster cluster = new(name, "https://" + name);
        cluster.Add(Node(name + "-1", "3.10.0-1160.el7.x86_64"));
        cluster.Add(Node(name + "-2", "5.15.0-119-generic"));
        cluster.Add(Node(name + "-3", name));
        cluster.Add(Template(name, "gateway", TemplateSource.Override) with
        {
            Drift = TemplateDrift.Drifted,
            DriftReason = name,
            DriftDiff = "--- a\n+++ b\n-" + name,
            InForce = false,
            Findings =
            [
                new TemplateFinding { Id = FindingIds.SysctlPresent, Severity = FindingSeverity.Warning, Line = 3, Message = name, Recommendation = name },
                new TemplateFinding { Id = FindingIds.RenderError, Severity = FindingSeverity.Error, Message = name },
            ],
        });
        cluster.Add(Gateway(name, "a", GatewayWorkloadAction.Recreate));
        cluster.Add(Gateway(name, "b", GatewayWorkloadAction.None) with { Ready = true, CanStart = true });
        cluster.AddNote(name);
        ReportedCluster gone = new(name + "-gone");
        gone.Add(new ReportError("ClusterUnreachable", name, name));
        return Of(name, cluster, gone);
    }

    public static FleetReport Of(string title, params ReportedCluster[] clusters) => new()
    {
        Title = title,
        Written = Time,
        Generator = "IstioGateway 0.0.0",
        Clusters = clusters,
    };

    public static NodeKernel Node(string name, string kernel) => NodeKernel.From(
        new NodeRecord { Name = name, KernelVersion = kernel, OSImage = name, Status = name }, KernelRule.DefaultMinimum, cluster: null);

    public static IstioGatewayTemplate Template(string name, string templateName, TemplateSource source) => new()
    {
        Name = name,
        TemplateName = templateName,
        Source = source,
        Template = "spec: {}",
        Sha256 = new string('a', 64),
        IstioVersion = name,
        InForce = true,
        Drift = TemplateDrift.None,
        DriftReason = "",
    };

    public static GatewayWorkloadStatus Gateway(string name, string pod, GatewayWorkloadAction action) => new()
    {
        Namespace = name,
        Deployment = name,
        Owner = "Deployment/" + name,
        Pod = pod + name,
        Kind = GatewayWorkloadKind.Injected,
        Node = name,
        KernelVersion = name,
        CanStart = action == GatewayWorkloadAction.None,
        Reason = name,
        Action = action,
        Advice = name,
    };

    /// <summary>The page as text.</summary>
    public static string Render(FleetReport report)
    {
        using StringWriter page = new();
        ReportPage.Write(report, page);
        return page.ToString();
    }
}
