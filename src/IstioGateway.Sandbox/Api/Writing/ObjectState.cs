using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>The two halves of an object, what is wanted and what is, and whether they have changed.</summary>
internal static class ObjectState
{
    /// <summary>A write to an object leaves its status alone, and a write to its status all else.</summary>
    public static void KeepOtherHalf(ResourceDefinition type, JsonObject before, JsonObject after, bool writesStatus)
    {
        if (!type.HasStatus)
        {
            return;
        }

        foreach (string name in Names(before, after))
        {
            if (name == "status" == writesStatus)
            {
                continue;
            }

            after.Remove(name);
            if (before[name] is { } value)
            {
                after[name] = value.DeepClone();
            }
        }
    }

    /// <summary>Counts the generation up when what is wanted has changed.</summary>
    public static void CountGeneration(ResourceDefinition type, JsonObject before, JsonObject after)
    {
        bool changed = Names(before, after).Any(name =>
            name is not ("metadata" or "status" or "apiVersion" or "kind") && !JsonNode.DeepEquals(before[name], after[name]));
        if (type.CountsGeneration && changed)
        {
            JsonObject metadata = ObjectIdentity.Metadata(after);
            metadata["generation"] = ((long?)metadata["generation"] ?? 0) + 1;
        }
    }

    /// <summary>Whether two states are the same but for who wrote what when.</summary>
    public static bool AreSame(JsonObject before, JsonObject after) => JsonNode.DeepEquals(Bare(before), Bare(after));

    private static JsonObject Bare(JsonObject value)
    {
        JsonObject bare = value.DeepClone().AsObject();
        ObjectIdentity.Metadata(bare).Remove("managedFields");
        return bare;
    }

    private static string[] Names(JsonObject before, JsonObject after) =>
        [.. before.Concat(after).Select(member => member.Key).Distinct()];
}
