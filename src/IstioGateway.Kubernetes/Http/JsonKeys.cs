using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Http;

/// <summary>
/// Finds field names that occur twice in one object. <see cref="JsonNode"/> takes them in parsing and throws when the object is
/// first looked into, which would be far from here.
/// </summary>
internal static class JsonKeys
{
    /// <summary>Throws unless every object has each of its fields once.</summary>
    /// <remarks>The parser's limit on depth bounds the descent.</remarks>
    /// <exception cref="ArgumentException">A field occurs twice.</exception>
    public static void RequireUnique(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach ((string _, JsonNode? value) in fields)
            {
                RequireUnique(value);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (JsonNode? item in items)
            {
                RequireUnique(item);
            }
        }
    }
}
