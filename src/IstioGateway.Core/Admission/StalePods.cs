using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Admission;

/// <summary>Running pods that were made before what is in force now: injection never changes a pod that exists.</summary>
internal static class StalePods
{
    /// <summary>Names of the pods whose security contexts differ from a new pod's, or that were never injected; sorted.</summary>
    /// <param name="fresh">A pod as it would be made now.</param>
    /// <param name="pods">The workload's pods.</param>
    public static IReadOnlyList<string> Among(IEnumerable<JsonObject> pods, JsonObject fresh)
    {
        ProxySecurity? now = ProxySecurity.Of(fresh);
        return
        [
            .. pods.Where(IsAlive)
                .Where(pod => ProxySecurity.Of(pod) is not { } then || !Same(then.Pod, now?.Pod) || !Same(then.Proxy, now?.Proxy) || InjectedPod.StatusOf(pod) is null)
                .Select(pod => pod.Text("metadata", "name") ?? "")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsAlive(JsonObject pod) =>
        pod.At("metadata", "deletionTimestamp") is null && pod.Text("status", "phase") is not ("Succeeded" or "Failed");

    /// <summary>Whether two security contexts say the same.</summary>
    public static bool Same(JsonObject? left, JsonObject? right) =>
        JsonNode.DeepEquals(Without(left) ?? new JsonObject(), Without(right) ?? new JsonObject());

    /// <summary>An empty list or object says what an absent one says.</summary>
    private static JsonNode? Without(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                JsonObject kept = [];
                foreach ((string name, JsonNode? value) in fields)
                {
                    if (Without(value) is { } full)
                    {
                        kept[name] = full;
                    }
                }

                return kept.Count == 0 ? null : kept;
            case JsonArray items:
                return items.Count == 0 ? null : items.DeepClone();
            default:
                return node?.DeepClone();
        }
    }
}
