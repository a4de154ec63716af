using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Whether a pod may run on a node: node name and selector, required node affinity, cordons, taints. Resources, volumes and other
/// pods are not looked at. Source: kubernetes pkg/scheduler/framework/plugins, nodeaffinity, tainttoleration, nodeunschedulable.
/// </summary>
internal static class NodeFit
{
    private const string Cordoned = "node.kubernetes.io/unschedulable";

    /// <summary>Why a pod cannot run on a node, in the scheduler's words; <see langword="null"/> when it can.</summary>
    public static string? WhyNot(JsonObject pod, NodeInfo node)
    {
        JsonObject[] tolerations = [.. (pod.At("spec", "tolerations") as JsonArray ?? []).OfType<JsonObject>()];
        JsonObject cordon = new() { ["key"] = Cordoned, ["effect"] = "NoSchedule" };
        if (node.Unschedulable && !tolerations.Any(toleration => Tolerates(toleration, cordon)))
        {
            return "node(s) were unschedulable";
        }

        JsonObject? taint = node.Taints.FirstOrDefault(one => !tolerations.Any(toleration => Tolerates(toleration, one)));
        if (taint is not null)
        {
            return $"node(s) had untolerated taint {{{taint.Text("key")}: {taint.Text("value")}}}";
        }

        return MatchesSelector(pod, node) && MatchesAffinity(pod, node) ? null : "node(s) didn't match Pod's node affinity/selector";
    }

    private static bool Tolerates(JsonObject toleration, JsonObject taint)
    {
        string key = toleration.Text("key") ?? "";
        string effect = toleration.Text("effect") ?? "";
        return (effect.Length == 0 || effect == taint.Text("effect"))
            && (toleration.Text("operator") == "Exists"
                ? key.Length == 0 || key == taint.Text("key")
                : key == taint.Text("key") && (toleration.Text("value") ?? "") == (taint.Text("value") ?? ""));
    }

    private static bool MatchesSelector(JsonObject pod, NodeInfo node) =>
        (pod.At("spec", "nodeSelector") as JsonObject ?? []).All(label =>
            node.Labels.Text(label.Key) is { } value && value == label.Value?.ToString());

    /// <summary>One of the terms has to hold; a term without requirements never does.</summary>
    private static bool MatchesAffinity(JsonObject pod, NodeInfo node)
    {
        JsonNode? required = pod.At("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        return required is null
            || (required.At("nodeSelectorTerms") as JsonArray ?? []).OfType<JsonObject>().Any(term => MatchesTerm(term, node));
    }

    private static bool MatchesTerm(JsonObject term, NodeInfo node)
    {
        JsonObject[] labels = [.. (term["matchExpressions"] as JsonArray ?? []).OfType<JsonObject>()];
        JsonObject[] fields = [.. (term["matchFields"] as JsonArray ?? []).OfType<JsonObject>()];
        return labels.Length + fields.Length > 0
            && labels.All(requirement => Holds(requirement, node.Labels.Text(requirement.Text("key") ?? "")))
            && fields.All(requirement => requirement.Text("key") == "metadata.name" && Holds(requirement, node.Name));
    }

    private static bool Holds(JsonObject requirement, string? value)
    {
        string[] values = [.. (requirement["values"] as JsonArray ?? []).Select(item => item?.ToString() ?? "")];
        return requirement.Text("operator") switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "Gt" => Compare(value, values) > 0,
            "Lt" => Compare(value, values) < 0,
            _ => false,
        };
    }

    /// <summary>Both have to be whole numbers; otherwise they compare as equal, which fulfils nothing.</summary>
    private static int Compare(string? value, string[] values) =>
        values.Length == 1
        && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long left)
        && long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long right)
            ? left.CompareTo(right)
            : 0;
}
