using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Clusters;

/// <summary>
/// Reads fields of objects that a server made, where anything may be missing or of another type, as apimachinery's
/// <c>unstructured.NestedString</c> and its kin do.
/// </summary>
internal static class JsonFields
{
    /// <summary>The node at a path of object members, or <see langword="null"/>.</summary>
    public static JsonNode? At(this JsonNode? node, params string[] path)
    {
        JsonNode? current = node;
        foreach (string name in path)
        {
            current = (current as JsonObject)?[name];
        }

        return current;
    }

    /// <summary>The text at a path, or <see langword="null"/> where there is none.</summary>
    public static string? Text(this JsonNode? node, params string[] path) =>
        At(node, path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The whole number at a path, or <see langword="null"/> where there is none.</summary>
    public static long? Number(this JsonNode? node, params string[] path)
    {
        if (At(node, path) is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (value.TryGetValue(out long number))
        {
            return number;
        }

        return value.TryGetValue(out int small) ? small : null;
    }
}
