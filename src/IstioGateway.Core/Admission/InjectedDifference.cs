using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Admission;

/// <summary>
/// Where a pod that the API server returned differs from the one that istiod is to make. What the server adds is no difference:
/// defaults, and the account's token. What lists hold is compared by name in both directions, so that something gone is noticed.
/// </summary>
internal static class InjectedDifference
{
    private const string TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string TokenVolume = "kube-api-access-";

    /// <summary>Members that the API server rewrites, or fills into the pod before istiod sees it.</summary>
    private static readonly string[] Unlike =
    [
        "image", "imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy", "resources", "valueFrom", "creationTimestamp",
        "sidecar.istio.io/status", "proxy.istio.io/overrides",
    ];

    /// <summary>Path of the first difference; <see langword="null"/> when there is none.</summary>
    public static string? First(JsonObject expected, JsonObject actual) =>
        Members(expected.At("metadata", "labels"), actual.At("metadata", "labels"), "metadata.labels")
        ?? Members(expected.At("metadata", "annotations"), actual.At("metadata", "annotations"), "metadata.annotations")
        ?? Members(expected["spec"], actual["spec"], "spec");

    private static string? Differ(JsonNode? expected, JsonNode? actual, string path)
    {
        if (path.EndsWith(".securityContext", StringComparison.Ordinal))
        {
            return StalePods.Same(expected as JsonObject, actual as JsonObject) ? null : path;
        }

        return (expected, actual) switch
        {
            (JsonObject, _) => Members(expected, actual, path),
            (JsonArray left, _) => Items(left, actual as JsonArray ?? [], path),
            _ => expected?.ToString() == actual?.ToString() ? null : path,
        };
    }

    private static string? Members(JsonNode? expected, JsonNode? actual, string path)
    {
        // What is left out of the expected pod counts where it matters most.
        IEnumerable<string> names = (expected as JsonObject ?? []).Select(pair => pair.Key)
            .Concat(path == "spec" || path.Contains("ontainers[", StringComparison.Ordinal) ? ["securityContext", "args"] : [])
            .Distinct(StringComparer.Ordinal)
            .Except(Unlike, StringComparer.Ordinal);
        return names.Select(name => Differ(expected.At(name), actual.At(name), $"{path}.{name}")).FirstOrDefault(found => found is not null);
    }

    private static string? Items(JsonArray expected, JsonArray actual, string path)
    {
        if (Key(expected) is not { } key)
        {
            return JsonNode.DeepEquals(expected, actual) ? null : path;
        }

        Dictionary<string, JsonNode?> left = ByKey(expected, key);
        Dictionary<string, JsonNode?> right = ByKey(actual, key);
        string? odd = left.Keys.Except(right.Keys, StringComparer.Ordinal)
            .Concat(right.Keys.Except(left.Keys, StringComparer.Ordinal).Where(name => !IsToken(name)))
            .FirstOrDefault();
        if (odd is not null)
        {
            return $"{path}[{odd}]";
        }

        // Volumes are told apart by name alone; the server writes sizes and modes in its own way.
        return path == "spec.volumes"
            ? null
            : left.Select(pair => Differ(pair.Value, right[pair.Key], $"{path}[{pair.Key}]")).FirstOrDefault(found => found is not null);
    }

    private static string? Key(JsonArray items) => items.Count == 0 || items[0] is not JsonObject first ? null
        : first.ContainsKey("mountPath") ? "mountPath"
        : first.ContainsKey("name") ? "name"
        : first.ContainsKey("containerPort") ? "containerPort"
        : null;

    private static Dictionary<string, JsonNode?> ByKey(JsonArray items, string key)
    {
        Dictionary<string, JsonNode?> found = new(StringComparer.Ordinal);
        foreach (JsonNode? item in items)
        {
            found[item.At(key)?.ToString() ?? found.Count.ToString(CultureInfo.InvariantCulture)] = item;
        }

        return found;
    }

    private static bool IsToken(string name) => name == TokenPath || name.StartsWith(TokenVolume, StringComparison.Ordinal);
}
