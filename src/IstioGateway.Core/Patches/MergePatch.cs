using System.Text.Json.Nodes;

namespace IstioGateway.Patches;

/// <summary>JSON merge patch, RFC 7386. Arguments are never changed and never shared with results.</summary>
public static class MergePatch
{
    /// <summary>Applies a patch (the RFC's MergePatch function).</summary>
    /// <param name="target">What is patched; <see langword="null"/> is JSON's null.</param>
    /// <param name="patch">The patch; <see langword="null"/> is JSON's null.</param>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        JsonObject result = target is JsonObject ? target.DeepClone().AsObject() : [];
        foreach ((string name, JsonNode? change) in changes)
        {
            if (change is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Apply(result[name], change);
            }
        }

        return result;
    }

    /// <summary>Makes the smallest patch that turns one document into another.</summary>
    /// <exception cref="ArgumentException">
    /// <paramref name="modified"/> holds a null as an object member that <paramref name="original"/> does not hold: a merge
    /// patch cannot say it, for there null means "remove".
    /// </exception>
    public static JsonNode? Diff(JsonNode? original, JsonNode? modified)
    {
        if (modified is not JsonObject wanted)
        {
            return modified?.DeepClone();
        }

        JsonObject existing = original as JsonObject ?? [];
        JsonObject patch = [];
        foreach ((string name, JsonNode? _) in existing)
        {
            if (!wanted.ContainsKey(name))
            {
                patch[name] = null;
            }
        }

        foreach ((string name, JsonNode? value) in wanted)
        {
            bool known = existing.TryGetPropertyValue(name, out JsonNode? before);
            if (known && JsonNode.DeepEquals(before, value))
            {
                continue;
            }

            if (value is null)
            {
                throw new ArgumentException($"A merge patch cannot set '{name}' to null.", nameof(modified));
            }

            patch[name] = Diff(before, value);
        }

        return patch;
    }
}
