using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Admission;

/// <summary>
/// Why the injector's webhook is not called for a pod, from the labels of the pod and its namespace, as the selectors of Istio's
/// webhooks read them (istio 1.28.10, manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml:65-164).
/// </summary>
internal static class SelectionFindings
{
    private const string RevisionLabel = "istio.io/rev";
    private const string InjectionLabel = "istio-injection";
    private const string DefaultRevision = "default";

    /// <summary>The findings; none when the pod is selected and nothing about its labels is odd.</summary>
    /// <param name="namespaceName">Name of the namespace.</param>
    /// <param name="namespaceLabels">Its labels.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="webhooks">The injector's webhooks; <see langword="null"/> when they may not be listed.</param>
    public static IEnumerable<InjectionFinding> Of(
        string namespaceName, JsonNode? namespaceLabels, JsonObject pod, IReadOnlyList<MutatingWebhook>? webhooks)
    {
        if (InjectionPolicy.IsSystemNamespace(namespaceName))
        {
            return [Findings.Error(
                InjectionFindingIds.SystemNamespace,
                $"istiod injects nothing in the namespace {namespaceName}.",
                "Put the gateway into a namespace of its own.")];
        }

        List<InjectionFinding> found = [];
        if (IsTrue(pod.At("spec", "hostNetwork")))
        {
            found.Add(Findings.Error(
                InjectionFindingIds.HostNetwork,
                "The pod uses the node's network (hostNetwork: true), and istiod leaves such pods alone.",
                "Remove hostNetwork; a Service of type LoadBalancer or NodePort makes the gateway reachable."));
        }

        if (Refusal(pod) is { } refusal)
        {
            found.Add(refusal);
        }
        else if (webhooks is { Count: 0 })
        {
            found.Add(Findings.Error(
                InjectionFindingIds.WebhookMissing,
                "No webhook of Istio's injector is installed, so no pod is injected.",
                "Look at the Istio resource: kubectl get istio,istiorevision; kubectl get mutatingwebhookconfigurations"));
        }
        else if (Selection(namespaceName, namespaceLabels, pod.At("metadata", "labels"), pod, webhooks) is { } selection)
        {
            found.Add(selection);
        }

        return found;
    }

    private static InjectionFinding? Refusal(JsonObject pod)
    {
        string? label = pod.Text("metadata", "labels", InjectionPolicy.InjectName);
        string? asked = label ?? pod.Text("metadata", "annotations", InjectionPolicy.InjectName);
        return asked?.ToLowerInvariant() is not (null or "" or "true" or "yes" or "y" or "on")
            ? Findings.Error(
                InjectionFindingIds.InjectionRefused,
                $"The pod's {(label is null ? "annotation" : "label")} {InjectionPolicy.InjectName}={asked} refuses injection.",
                $"Set the label {InjectionPolicy.InjectName}: \"true\" on the pod template.")
            : null;
    }

    private static InjectionFinding? Selection(
        string space, JsonNode? namespaceLabels, JsonNode? labels, JsonObject pod, IReadOnlyList<MutatingWebhook>? webhooks)
    {
        string? injection = namespaceLabels.Text(InjectionLabel);
        string? spaceRevision = namespaceLabels.Text(RevisionLabel);
        string? podRevision = labels.Text(RevisionLabel);
        if (injection is not null and not "enabled")
        {
            return Findings.Error(
                InjectionFindingIds.InjectionDisabledNamespace,
                $"The namespace {space} has the label {InjectionLabel}={injection}, which keeps every pod in it from being injected.",
                $"kubectl label namespace {space} {InjectionLabel}-");
        }

        if (webhooks?.Any(webhook => webhook.Selects(namespaceLabels, labels)) == true)
        {
            return injection is null && spaceRevision is not null && podRevision is not null && podRevision != spaceRevision
                ? Findings.Warning(
                    InjectionFindingIds.RevisionConflict,
                    $"The pod names the revision {podRevision}, its namespace {spaceRevision}; the namespace's label counts.",
                    $"Remove the label {RevisionLabel} from the pod template, or from the namespace.")
                : null;
        }

        string[]? known = webhooks is null
            ? null
            : [.. webhooks.Select(webhook => webhook.Revision).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (injection is null && (spaceRevision ?? podRevision) is { } revision)
        {
            return known?.Contains(revision, StringComparer.Ordinal) == false
                ? Findings.Error(
                    InjectionFindingIds.RevisionUnknown,
                    $"The {(spaceRevision is null ? "pod" : $"namespace {space}")} has the label {RevisionLabel}={revision}, "
                        + $"but no such revision is installed; there is {string.Join(", ", known)}.",
                    spaceRevision is null
                        ? $"Set the label {RevisionLabel}={known[0]} on the pod template."
                        : $"kubectl label namespace {space} {RevisionLabel}={known[0]} --overwrite")
                : null;
        }

        bool asks = injection == "enabled" || labels.Text(InjectionPolicy.InjectName) is not null;
        if (asks)
        {
            return known is not null && !known.Contains(DefaultRevision, StringComparer.Ordinal)
                ? Findings.Error(
                    InjectionFindingIds.RevisionLabelMissing,
                    $"There is no default revision, only {string.Join(", ", known)}; "
                        + (injection == "enabled" ? $"{InjectionLabel}=enabled on the namespace" : $"{InjectionPolicy.InjectName}=true on the pod")
                        + " asks for the default one.",
                    injection == "enabled"
                        ? $"kubectl label namespace {space} {InjectionLabel}- {RevisionLabel}={known[0]}"
                        : $"Set the label {RevisionLabel}: {known[0]} on the pod template.")
                : null;
        }

        string label = known is null || known.Contains(DefaultRevision, StringComparer.Ordinal)
            ? $"{InjectionPolicy.InjectName}: \"true\""
            : $"{RevisionLabel}: {known[0]}";
        return pod.Text("metadata", "annotations", InjectionPolicy.InjectName) is { } annotation
            ? Findings.Error(
                InjectionFindingIds.InjectAnnotationOnly,
                $"The pod asks for injection by the annotation {InjectionPolicy.InjectName}={annotation}; webhooks are selected by labels alone.",
                $"Set the label {label} on the pod template.")
            : Findings.Error(
                InjectionFindingIds.InjectLabelMissing,
                $"Neither the pod nor the namespace {space} has a label that asks for injection.",
                $"Set the label {label} on the pod template.");
    }

    private static bool IsTrue(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) && flag;
}
