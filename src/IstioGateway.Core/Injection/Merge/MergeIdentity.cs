using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// What tells the items of merged lists apart: the scalar itself, or the value of the merge key. Equal as Go compares what
/// encoding/json decodes, so 80 and 80.0 are one and "80" is another.
/// </summary>
internal static class MergeIdentity
{
    /// <summary>Whole numbers below are written without an exponent, and a double holds them exactly.</summary>
    private const long ExactWhole = 1_000_000_000_000_000;

    /// <summary>The identity of a scalar.</summary>
    /// <exception cref="StrategicMergeException">It is no scalar.</exception>
    public static string Of(JsonNode? scalar) => scalar switch
    {
        null => "null",
        JsonObject or JsonArray => throw new StrategicMergeException(
            $"runtime error: comparing uncomparable type {GoTypeName(scalar)}"),
        _ => scalar.GetValueKind() switch
        {
            JsonValueKind.String => $"\"{scalar.GetValue<string>()}",
            JsonValueKind.Number => OfNumber(scalar.AsValue()),
            _ => scalar.ToJsonString(),
        },
    };

    // A small whole number is the same text either way, and has it sooner.
    private static string OfNumber(JsonValue number) => number.TryGetValue(out long whole) && Math.Abs(whole) < ExactWhole
        ? whole.ToString(CultureInfo.InvariantCulture)
        : double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The identity of an item by its merge key, or of a scalar where there is none.</summary>
    /// <exception cref="StrategicMergeException">The item is no map, or lacks the key.</exception>
    public static string Of(JsonNode? item, string mergeKey) => mergeKey.Length == 0 ? Of(item) : Of(KeyOf(item, mergeKey));

    /// <summary>The value of an item's merge key.</summary>
    /// <exception cref="StrategicMergeException">The item is no map, or lacks the key.</exception>
    public static JsonNode? KeyOf(JsonNode? item, string mergeKey)
    {
        if (item is not JsonObject map)
        {
            throw new StrategicMergeException($"expected a map[string]interface {{}}, but received a {GoTypeName(item)}");
        }

        return map.TryGetPropertyValue(mergeKey, out JsonNode? value)
            ? value
            : throw new StrategicMergeException(
                $"map: {GoTemplate.GoFormat.Sprint(map)} does not contain declared merge key: {mergeKey}");
    }

    /// <summary>The Go type that encoding/json decodes a value to.</summary>
    public static string GoTypeName(JsonNode? value) => value switch
    {
        null => "%!s(<nil>)",
        JsonObject => "map[string]interface {}",
        JsonArray => "[]interface {}",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => "float64",
            _ => "bool",
        },
    };
}
