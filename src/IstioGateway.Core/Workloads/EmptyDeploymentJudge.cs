using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Workloads;

/// <summary>Judges a gateway's Deployment that has no pods.</summary>
internal static class EmptyDeploymentJudge
{
    /// <summary>Judges it.</summary>
    public static GatewayWorkloadStatus Judge(JsonObject deployment, GatewayWorkloadKind kind, IstioCluster? cluster)
    {
        JsonObject template = deployment.At("spec", "template") as JsonObject ?? [];
        string name = deployment.Text("metadata", "name") ?? "";
        PodVerdict verdict = Verdict(deployment);
        return new GatewayWorkloadStatus
        {
            Cluster = cluster,
            Namespace = deployment.Text("metadata", "namespace") ?? "",
            Deployment = name,
            Owner = $"Deployment/{name}",
            Pod = "",
            Kind = kind,
            Template = WorkloadTexts.Template(template, kind),
            Revision = template.Text("metadata", "labels", GatewaySigns.Revision) ?? "",
            RequiresTemplate = TemplateRequirement.Unknown,
            HasSysctl = GatewaySigns.HasSysctl(template),
            Reason = verdict.Reason,
            Action = verdict.Action,
            Advice = verdict.Advice,
        };
    }

    private static PodVerdict Verdict(JsonObject deployment)
    {
        long wanted = deployment.Number("spec", "replicas") ?? 1;
        if (wanted == 0)
        {
            return new(GatewayWorkloadAction.None, "It is scaled to 0 replicas.");
        }

        string none = FormattableString.Invariant($"It wants {wanted} pod(s) and has none.");
        return Condition(deployment, "ReplicaFailure", "True") is { } failure ? WorkloadTexts.Refused(none, failure)
            : Condition(deployment, "Progressing", "False") is { } stuck
                ? new(GatewayWorkloadAction.Investigate, $"{none} {WorkloadTexts.Sentence(stuck)}", Describe(deployment))
                : new(GatewayWorkloadAction.Investigate, none, Describe(deployment));
    }

    private static string Describe(JsonObject deployment) =>
        $"Look at it: kubectl describe deployment {deployment.Text("metadata", "name")} -n {deployment.Text("metadata", "namespace")}.";

    private static string? Condition(JsonObject deployment, string type, string status) =>
        (deployment.At("status", "conditions") as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(condition => condition.Text("type") == type && condition.Text("status") == status) is { } condition
            ? condition.Text("message") ?? condition.Text("reason") ?? type
            : null;
}
