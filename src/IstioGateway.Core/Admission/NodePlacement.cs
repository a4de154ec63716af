using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Admission;

/// <summary>
/// Whether the scheduler may place a pod on a node, as far as the pod and the node alone decide it: node name, selector, required
/// node affinity, taints and cordons (Kubernetes, pkg/scheduler/framework/plugins: nodename, nodeaffinity, tainttoleration,
/// nodeunschedulable). What other pods take up is not looked at.
/// </summary>
internal static class NodePlacement
{
    private const string UnschedulableTaint = "node.kubernetes.io/unschedulable";

    /// <summary>Why a node does not take a pod, as the end of a sentence; <see langword="null"/> when it does.</summary>
    public static string? WhyNot(JsonObject pod, JsonObject node)
    {
        JsonNode? spec = pod["spec"];
        JsonNode? labels = node.At("metadata", "labels");
        string name = node.Text("metadata", "name") ?? "";
        if (spec.Text("nodeName") is { Length: > 0 } wanted && wanted != name)
        {
            return $"the pod names the node {wanted}";
        }

        if (node.Text("status", "nodeInfo", "operatingSystem") is { } system && system != "linux")
        {
            return $"it is a {system} node";
        }

        foreach ((string key, JsonNode? value) in spec.At("nodeSelector") as JsonObject ?? [])
        {
            if (labels.Text(key) != value?.ToString())
            {
                return $"its labels do not match the nodeSelector {key}={value}";
            }
        }

        if (spec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") is { } required
            && !Items(required["nodeSelectorTerms"]).Any(term => Matches(term, labels, name)))
        {
            return "it matches no term of the required node affinity";
        }

        JsonObject[] tolerations = [.. Items(spec.At("tolerations"))];
        JsonObject? taint = Taints(node).FirstOrDefault(taint => !tolerations.Any(toleration => Tolerates(toleration, taint)));
        return taint is null ? null : $"the pod does not tolerate its taint {Name(taint)}";
    }

    /// <summary>A cordoned node counts as tainted, whether or not a controller has got round to it.</summary>
    private static IEnumerable<JsonObject> Taints(JsonObject node)
    {
        JsonObject[] taints = [.. Items(node.At("spec", "taints"))];
        bool cordoned = node.At("spec", "unschedulable") is JsonValue value && value.TryGetValue(out bool flag) && flag;
        return taints.Where(taint => taint.Text("effect") is "NoSchedule" or "NoExecute")
            .Concat(cordoned && taints.All(taint => taint.Text("key") != UnschedulableTaint)
                ? [new JsonObject { ["key"] = UnschedulableTaint, ["effect"] = "NoSchedule" }]
                : []);
    }

    private static string Name(JsonObject taint) =>
        $"{taint.Text("key")}{(taint.Text("value") is { Length: > 0 } value ? $"={value}" : "")}:{taint.Text("effect")}";

    private static bool Tolerates(JsonObject toleration, JsonObject taint)
    {
        string key = toleration.Text("key") ?? "";
        string effect = toleration.Text("effect") ?? "";
        bool exists = toleration.Text("operator") == "Exists";
        return (effect.Length == 0 || effect == taint.Text("effect"))
            && (key == taint.Text("key") || (key.Length == 0 && exists))
            && (exists || (toleration.Text("value") ?? "") == (taint.Text("value") ?? ""));
    }

    /// <summary>A term without requirements matches nothing.</summary>
    private static bool Matches(JsonObject term, JsonNode? labels, string name)
    {
        JsonObject[] expressions = [.. Items(term["matchExpressions"])];
        JsonObject[] fields = [.. Items(term["matchFields"])];
        return expressions.Length + fields.Length > 0
            && expressions.All(expression => Holds(expression, labels.Text(expression.Text("key") ?? "")))
            && fields.All(field => field.Text("key") == "metadata.name" && Holds(field, name));
    }

    private static bool Holds(JsonObject requirement, string? actual)
    {
        string[] values = [.. (requirement["values"] as JsonArray ?? []).Select(value => value?.ToString() ?? "")];
        return requirement.Text("operator") switch
        {
            "In" => actual is not null && values.Contains(actual, StringComparer.Ordinal),
            "NotIn" => actual is null || !values.Contains(actual, StringComparer.Ordinal),
            "Exists" => actual is not null,
            "DoesNotExist" => actual is null,
            "Gt" => Number(actual) is { } left && values.Length == 1 && left > Number(values[0]),
            "Lt" => Number(actual) is { } left && values.Length == 1 && left < Number(values[0]),
            _ => false,
        };
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
