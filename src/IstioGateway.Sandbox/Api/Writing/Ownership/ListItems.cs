using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing.Ownership;

/// <summary>How the items of a granular list are told apart.</summary>
internal static class ListItems
{
    /// <summary>The path element of an item: its keys as JSON, or its value.</summary>
    /// <exception cref="TypedValueException">A key is missing.</exception>
    public static string ElementOf(SchemaNode list, JsonNode? item, string path)
    {
        if (list.Granularity == Granularity.Set)
        {
            return "v:" + (item?.ToJsonString() ?? "null");
        }

        JsonObject keys = [];
        foreach (string key in list.Keys.Order(StringComparer.Ordinal))
        {
            JsonNode value = item?[key]?.DeepClone()
                ?? (MergeRules.DefaultKey(key) is { } fallback ? JsonValue.Create(fallback) : null)
                ?? throw new TypedValueException(path, $"element: associative list with keys has an element that omits key field \"{key}\" (and doesn't have default value)");
            keys[key] = value;
        }

        return "k:" + System.Text.Encoding.UTF8.GetString(ObjectWriter.Serialize(keys));
    }

    /// <summary>An element as Go prints it in a path: <c>.name</c>, <c>[name="x"]</c>, <c>["v"]</c>.</summary>
    public static string Describe(string element)
    {
        if (element.StartsWith("f:", StringComparison.Ordinal))
        {
            return "." + element[2..];
        }

        if (element.StartsWith("k:", StringComparison.Ordinal))
        {
            JsonObject keys = JsonNode.Parse(element[2..])!.AsObject();
            return $"[{string.Join(",", keys.Select(key => $"{key.Key}={key.Value?.ToJsonString()}"))}]";
        }

        return $"[={element[2..]}]";
    }
}

/// <summary>A value does not fit its type in a way that server-side apply reports itself.</summary>
internal sealed class TypedValueException(string path, string problem) : Exception($"{path}: {problem}");
