using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GoTemplate.Values;

/// <summary>JSON as Go's <c>encoding/json</c> decodes it into an interface: every number becomes a float64.</summary>
internal static class JsonValues
{
    /// <summary>Converts a JsonElement or JsonNode.</summary>
    /// <exception cref="InsufficientExecutionStackException">It is nested too deeply.</exception>
    public static object? Convert(object json) => json switch
    {
        JsonElement element => Convert(element),
        JsonNode node => Convert(node),
        _ => throw new ArgumentException("neither JsonElement nor JsonNode", nameof(json)),
    };

    private static object? Convert(JsonElement element)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Array => element.EnumerateArray().Select(Convert).ToList(),
            JsonValueKind.Object => Fill(element.EnumerateObject().Select(property => (property.Name, Convert(property.Value)))),
            _ => null,
        };
    }

    private static object? Convert(JsonNode? node) => node switch
    {
        null => null,
        JsonArray array => array.Select(Convert).ToList(),
        JsonObject map => Fill(map.Select(property => (property.Key, Convert(property.Value)))),
        _ => node.GetValueKind() switch
        {
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.Number => double.Parse(node.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        },
    };

    /// <summary>The last of several properties of one name wins, as in Go.</summary>
    private static Dictionary<string, object?> Fill(IEnumerable<(string Key, object? Value)> properties)
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        foreach ((string key, object? value) in properties)
        {
            map[key] = value;
        }

        return map;
    }
}
