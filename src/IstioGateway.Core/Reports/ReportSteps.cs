using System.Globalization;

namespace IstioGateway.Reports;

/// <summary>What to do next, over all clusters of a report: what keeps gateways from starting first.</summary>
public static class ReportSteps
{
    private const string SetTemplate =
        "Get-NodeKernel -Context NAME | New-GatewayTemplatePatch | Set-IstioGatewayTemplate -BackupPath ./backup | Wait-IstioReady";

    private const string Renew =
        "Get-NodeKernel -Context NAME | New-GatewayTemplatePatch -Base Default | Set-IstioGatewayTemplate -BackupPath ./backup | Wait-IstioReady";

    /// <summary>The steps, in the order in which to take them; none where nothing is to be done.</summary>
    public static IReadOnlyList<ReportStep> Of(FleetReport report)
    {
        ReportStep?[] steps =
        [
            Step(report, Unread, "Make readable what could not be read", Count(report, cluster => cluster.Errors.Count, "error", "errors")
                + " left something out of this report. Each is shown with its cluster, and what to do about it."),
            Step(report, Broken, "Mend the templates that have errors", "With such a template no gateway pod can be made, and istiod may not start again."),
            Step(report, NeedsTemplate, "Set the gateway template", "These clusters have nodes with old kernels, and a gateway pod that is made there "
                + "gets a sysctl that these kernels do not know.", SetTemplate),
            Step(report, NotRolledOut, "Wait until the template is in force", "The Istio resource has another text than istiod reads.",
                "Wait-IstioReady -Context NAME"),
            ActionStep(report, GatewayWorkloadAction.Recreate, "Recreate gateway pods", "cannot start and can once made again. Running pods are never changed.",
                "Restart-GatewayWorkload -Context NAME"),
            ActionStep(report, GatewayWorkloadAction.FixDeployment, "Mend gateway Deployments", "can become no gateway as the Deployment stands."),
            ActionStep(report, GatewayWorkloadAction.FixNamespace, "Mend namespaces", "cannot start because of the namespace."),
            ActionStep(report, GatewayWorkloadAction.FixGateway, "Give Gateways parameters without the sysctl",
                "of the Gateway API cannot start; no injection template reaches them."),
            ActionStep(report, GatewayWorkloadAction.Investigate, "Look into gateways", "not running for another reason, which is shown with each."),
            Step(report, cluster => cluster.Drifted > 0, "Make drifted overrides anew", "They differ from the default of the version that runs by more than "
                + "this module's changes.", Renew),
            Step(report, cluster => cluster.NodesUnknown > 0, "Look at nodes whose kernel cannot be read",
                "Whether gateway pods start there is not known."),
        ];
        return [.. steps.OfType<ReportStep>()];
    }

    private static bool Unread(ReportedCluster cluster) => cluster.Errors.Count > 0;

    private static bool Broken(ReportedCluster cluster) =>
        cluster.Templates.Any(template => template.Findings.Any(finding => finding.Severity == FindingSeverity.Error));

    private static bool NotRolledOut(ReportedCluster cluster) => cluster.Templates.Any(template => template.InForce == false);

    private static bool NeedsTemplate(ReportedCluster cluster)
    {
        if (cluster.Actions.ContainsKey(GatewayWorkloadAction.SetTemplate))
        {
            return true;
        }

        // An overlay takes the sysctl away from the pods that select it, and the default keeps it.
        bool overlaid = cluster.Templates.Any(template =>
            template.Source == TemplateSource.Overlay && template.Template.Contains("sysctls", StringComparison.Ordinal));
        return cluster.NodesNeedingTemplate > 0 && !overlaid && (!cluster.HasTemplates || cluster.Templates.Any(SetsSysctl));
    }

    private static bool SetsSysctl(IstioGatewayTemplate template) =>
        template.TemplateName == Patches.TemplateName.Gateway && template.Findings.Any(finding => finding.Id == FindingIds.SysctlPresent);

    private static ReportStep? ActionStep(FleetReport report, GatewayWorkloadAction action, string title, string rest, string command = "")
    {
        string pods = Count(report, cluster => cluster.Actions.GetValueOrDefault(action), "gateway pod", "gateway pods");
        return Step(report, cluster => cluster.Actions.ContainsKey(action), title, $"{pods}: {rest}", command);
    }

    private static ReportStep? Step(FleetReport report, Func<ReportedCluster, bool> concerns, string title, string text, string command = "")
    {
        int[] clusters = [.. Enumerable.Range(0, report.Clusters.Count).Where(index => concerns(report.Clusters[index]))];
        return clusters.Length == 0 ? null : new ReportStep(title, text, command, clusters);
    }

    private static string Count(FleetReport report, Func<ReportedCluster, int> of, string one, string many)
    {
        int count = report.Clusters.Sum(of);
        return $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";
    }
}
