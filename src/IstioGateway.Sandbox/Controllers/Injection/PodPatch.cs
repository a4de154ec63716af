using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers.Injection;

/// <summary>The JSON patch that makes an injected pod of the one that was sent: one operation for each member that differs.</summary>
internal static class PodPatch
{
    private static readonly string[] MetadataMembers = ["labels", "annotations"];

    /// <summary>The operations; none when the pods are the same.</summary>
    public static JsonArray Between(JsonObject before, JsonObject after)
    {
        JsonArray patch = [];
        foreach (string member in MetadataMembers)
        {
            Compare(patch, $"/metadata/{member}", before.At("metadata", member), after.At("metadata", member));
        }

        JsonObject spec = before["spec"] as JsonObject ?? [];
        JsonObject injected = after["spec"] as JsonObject ?? [];
        foreach (string member in spec.Concat(injected).Select(pair => pair.Key).Distinct(StringComparer.Ordinal))
        {
            Compare(patch, $"/spec/{member}", spec[member], injected[member]);
        }

        return patch;
    }

    private static void Compare(JsonArray patch, string path, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        JsonObject operation = new() { ["op"] = after is null ? "remove" : before is null ? "add" : "replace", ["path"] = path };
        if (after is not null)
        {
            operation["value"] = after.DeepClone();
        }

        patch.Add(operation);
    }
}
