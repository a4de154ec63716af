using System.Text.Json;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>JSON that a template holds as text.</summary>
internal static class JsonReading
{
    private const int MaxDepth = 512;

    /// <summary>istiod's fromJSON: what is no JSON becomes the string <c>{}</c>.</summary>
    public static object? Read(FunctionCall call)
    {
        string text = call.Text(0);
        call.Charge(text.Length);
        return TryParse(text, out JsonNode? json) ? json : "{}";
    }

    /// <summary>Reads JSON as Go's encoding/json does.</summary>
    /// <returns>Whether it is JSON; <paramref name="json"/> is <see langword="null"/> for JSON's null.</returns>
    public static bool TryParse(string text, out JsonNode? json)
    {
        json = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            json = Copy(document.RootElement);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // Half of a surrogate pair is an InvalidOperationException, a number beyond float64 a FormatException.
            return false;
        }
    }

    /// <summary>The last of several properties of one name wins, as in Go.</summary>
    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                JsonObject map = [];
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    map[property.Name] = Copy(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                return double.IsFinite(element.GetDouble()) ? JsonValue.Create(element.Clone()) : throw new FormatException();
            case JsonValueKind.Null:
                return null;
            default:
                return element.GetBoolean();
        }
    }
}
