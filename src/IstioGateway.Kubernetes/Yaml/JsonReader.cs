using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Yaml;

/// <summary>
/// Reads JSON as JSON. YAML parsers get most of it right, but trip over tabs between tokens and over characters that JSON
/// writes as two escapes.
/// </summary>
internal static class JsonReader
{
    /// <summary>Reads the text if it is JSON.</summary>
    /// <exception cref="FormatException">It is JSON with a key twice in one object.</exception>
    public static bool TryRead(string text, out JsonNode? node)
    {
        node = null;
        ReadOnlySpan<char> start = text.AsSpan().TrimStart();
        return !start.IsEmpty && start[0] is '{' or '[' && TryParse(text, out node);
    }

    private static bool TryParse(string text, out JsonNode? node)
    {
        node = null;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = YamlReader.MaximumDepth });
            node = Convert(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonNode? Convert(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var mapping = new JsonObject();
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    if (!mapping.TryAdd(property.Name, Convert(property.Value)))
                    {
                        throw new FormatException($"The key '{property.Name}' stands twice in the same object.");
                    }
                }

                return mapping;
            case JsonValueKind.Array:
                var array = new JsonArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    array.Add(Convert(item));
                }

                return array;
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }
}
