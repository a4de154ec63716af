using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Workloads;

/// <summary>
/// Why pods of a Deployment are not injected, and what to mend: the labels that lead to istiod's webhook (istio 1.28.10,
/// manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml:65-164), and what istiod passes over
/// (pkg/kube/inject/inject.go:207-209).
/// </summary>
internal static class InjectionAdvice
{
    private const string NamespaceLabel = "istio-injection";

    /// <summary>The verdict on a pod that was not injected, or would not be.</summary>
    /// <param name="situation">What is known of it.</param>
    /// <param name="reason">How it is.</param>
    public static PodVerdict For(PodSituation situation, string reason)
    {
        JsonObject template = situation.Deployment?.At("spec", "template") as JsonObject ?? situation.Pod;
        string place = situation.Pod.Text("metadata", "namespace") ?? "";
        string? asks = template.Text("metadata", "labels", InjectionPolicy.InjectName);
        string? revision = template.Text("metadata", "labels", GatewaySigns.Revision);
        string? placeSays = situation.Namespace.Text("metadata", "labels", NamespaceLabel);
        string? placeRevision = situation.Namespace.Text("metadata", "labels", GatewaySigns.Revision);
        if (InjectionPolicy.IsSystemNamespace(place))
        {
            return Deployment(reason, $"Move the gateway to another namespace: istiod injects nothing into {place}.");
        }

        if (InjectionPolicy.UsesHostNetwork(template))
        {
            return Deployment(reason, "Take hostNetwork: true out of the pods: istiod does not inject those that have it.");
        }

        if (asks == "false")
        {
            return Deployment(reason, $"Set the label {InjectionPolicy.InjectName} of the pods to \"true\"; \"false\" refuses injection.");
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
                $"Label the pods {InjectionPolicy.InjectName}: \"true\", or {GatewaySigns.Revision} with the mesh's revision where that is not 'default'.");
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
