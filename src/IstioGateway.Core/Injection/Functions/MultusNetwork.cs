using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>The annotation by which Multus attaches networks: names with commas between, or a JSON list of objects.</summary>
internal static class MultusNetwork
{
    /// <summary>Adds a network, unless the annotation names it or is neither.</summary>
    public static string Append(string existing, string network)
    {
        if (existing.Length == 0)
        {
            return network;
        }

        int end = existing.LastIndexOf(']');
        if (end < 0)
        {
            return existing.Split(',').Any(name => name.Trim() == network) ? existing : $"{existing}, {network}";
        }

        bool isList = JsonReading.TryParse(existing, out JsonNode? json)
            && json is JsonArray array && array.All(item => item is null or JsonObject);
        return !isList || ((JsonArray)json!).Any(item => Name(item) == network)
            ? existing
            : $"{existing[..end]}, {{\"name\": \"{network}\"}}{existing[end..]}";
    }

    private static string? Name(JsonNode? item) =>
        item?["name"] is JsonValue name && name.GetValueKind() == JsonValueKind.String ? name.GetValue<string>() : null;
}
