using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>JSON as <c>encoding/json</c> decodes it into an interface: every number becomes a float64.</summary>
internal static class GoJsonValues
{
    /// <summary>The Go value of a node; <see langword="null"/> is nil.</summary>
    public static object? Of(JsonNode? json) => json switch
    {
        null => null,
        JsonObject map => map.Convert(Of),
        JsonArray array => array.Convert(Of),
        _ => json.GetValueKind() switch
        {
            JsonValueKind.String => json.GetValue<string>(),
            JsonValueKind.Number => Number(json.AsValue()),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        },
    };

    // A number that was read from text knows itself as any type; one that was made, as its own only.
    private static double Number(JsonValue json) =>
        json.TryGetValue(out double number) ? number : double.Parse(json.ToJsonString(), CultureInfo.InvariantCulture);
}
