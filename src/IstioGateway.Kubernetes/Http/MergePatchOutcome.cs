using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Whether a merge patch (RFC 7386) has had its effect on an object already.</summary>
internal static class MergePatchOutcome
{
    /// <summary>The version under which a patch insists on being applied; <see langword="null"/> if it does not.</summary>
    public static string? Lock(JsonNode patch) => patch["metadata"] is JsonObject metadata
        && metadata["resourceVersion"] is JsonValue version && version.TryGetValue(out string? text) ? text : null;

    /// <summary>Whether applying the patch once more, its lock aside, would change nothing.</summary>
    public static bool IsIn(JsonNode patch, JsonObject live)
    {
        JsonNode unlocked = patch.DeepClone();
        (unlocked["metadata"] as JsonObject)?.Remove("resourceVersion");
        return Holds(unlocked, live);
    }

    private static bool Holds(JsonNode? patch, JsonNode? live)
    {
        if (patch is not JsonObject fields)
        {
            return JsonNode.DeepEquals(patch, live);
        }

        if (live is not JsonObject target)
        {
            return false;
        }

        foreach ((string key, JsonNode? value) in fields)
        {
            bool holds = value is null
                ? !target.ContainsKey(key)
                : target.TryGetPropertyValue(key, out JsonNode? present) && Holds(value, present);
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }
}
