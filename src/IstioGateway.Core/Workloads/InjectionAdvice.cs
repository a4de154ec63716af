using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Workloads;

/// <summary>
/// Why pods of a Deployment are not injected, and what to mend: the labels that lead to istiod's webhook (istio 1.28.10,
/// manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml:65-164), and what istiod passes over
/// (pkg/kube/inject/inject.go:207-209).
/// </summary>
internal static class InjectionAdvice
{
    private const string NamespaceLabel = "istio-injection";

    /// <summary>Namespaces that istiod never injects into (pkg/kube/inject: <c>IgnoredNamespaces</c>).</summary>
    private static readonly string[] Ignored = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

    /// <summary>The verdict on a pod that was not injected, or would not be.</summary>
    /// <param name="situation">What is known of it.</param>
    /// <param name="reason">How it is.</param>
    public static PodVerdict For(PodSituation situation, string reason)
    {
        JsonObject template = situation.Deployment?.At("spec", "template") as JsonObject ?? situation.Pod;
        string place = situation.Pod.Text("metadata", "namespace") ?? "";
        string? asks = template.Text("metadata", "labels", GatewaySigns.InjectLabel);
        string? revision = template.Text("metadata", "labels", GatewaySigns.Revision);
        string? placeSays = situation.Namespace.Text("metadata", "labels", NamespaceLabel);
        string? placeRevision = situation.Namespace.Text("metadata", "labels", GatewaySigns.Revision);
        if (Ignored.Contains(place, StringComparer.Ordinal))
        {
            return Deployment(reason, $"Move the gateway to another namespace: istiod injects nothing into {place}.");
        }

        if (template.At("spec", "hostNetwork") is JsonValue host && host.TryGetValue(out bool shared) && shared)
        {
            return Deployment(reason, "Take hostNetwork: true out of the pods: istiod does not inject those that have it.");
        }

        if (asks == "false")
        {
            return Deployment(reason, $"Set the label {GatewaySigns.InjectLabel} of the pods to \"true\"; \"false\" refuses injection.");
        }

        if (placeSays == "disabled")
        {
            return new(
                GatewayWorkloadAction.FixNamespace,
                reason,
                $"Remove the label {NamespaceLabel}=disabled from namespace {place}: it keeps the webhook away.");
        }

        if (asks is null && revision is null && placeSays is null && placeRevision is null)
        {
            return Deployment(
                reason,
                $"Label the pods {GatewaySigns.InjectLabel}: \"true\", or {GatewaySigns.Revision} with the mesh's revision where that is not 'default'.");
        }

        string? named = placeRevision ?? revision;
        return situation.Fresh is null
            ? new(
                GatewayWorkloadAction.Recreate,
                reason,
                "Recreate it when istiod's webhook is there: the labels ask for injection, so it was perhaps missing when the pod was made.")
            : named is not null
                ? Deployment(
                    reason, $"Check that a revision or tag '{named}' exists (kubectl get istiorevisions): no webhook answers to that label.")
                : Deployment(
                    reason,
                    "No webhook answers to the pods' labels: a mesh without a default revision needs the label "
                    + $"{GatewaySigns.Revision} with its revision's name.");
    }

    private static PodVerdict Deployment(string reason, string advice) => new(GatewayWorkloadAction.FixDeployment, reason, advice);
}
