using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>Reads what Istio's functions need from the values that templates hand them.</summary>
internal static class GoStructs
{
    private const long Second = 1_000_000_000;

    /// <summary>The JSON of a struct; null for nil and for one that knows none.</summary>
    public static JsonNode? Json(object? value) =>
        (value is GoValue typed ? typed.Value : value) is IGoObject structure && structure.TryGetJson(out JsonNode? json) ? json : null;

    /// <summary>An annotation of a v1.ObjectMeta, or null.</summary>
    public static string? Annotation(object? meta, string name)
    {
        if ((meta is GoValue typed ? typed.Value : meta) is not IGoObject structure || !structure.TryGetField("Annotations", out object? field))
        {
            return null;
        }

        return (field is GoValue map ? map.Value : field) is IDictionary annotations && annotations.Contains(name)
            ? Text(annotations[name])
            : null;
    }

    /// <summary>A map[string]string.</summary>
    public static Dictionary<string, string> Strings(IDictionary map)
    {
        Dictionary<string, string> strings = new(map.Count, StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map)
        {
            strings[(string)entry.Key] = Text(entry.Value);
        }

        return strings;
    }

    /// <summary>A map as json.Marshal writes it.</summary>
    public static string SortedJson(Dictionary<string, string> map)
    {
        JsonObject json = [];
        foreach ((string key, string value) in map.OrderBy(entry => entry.Key, GoStringOrder.Instance))
        {
            json.Add(key, value);
        }

        return GoFormat.Json(json);
    }

    /// <summary>
    /// A *durationpb.Duration, whose JSON is "1.5s" as protobuf writes it or seconds and nanos as encoding/json does. Nil is no
    /// time at all.
    /// </summary>
    public static long Nanoseconds(object? duration)
    {
        switch (Json(duration))
        {
            case JsonObject fields:
                long seconds = fields["seconds"]?.GetValue<long>() ?? 0;
                return Saturate((seconds * (decimal)Second) + (fields["nanos"]?.GetValue<int>() ?? 0));
            case JsonValue value when value.TryGetValue(out string? text) && text.EndsWith('s')
                && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number):
                return Saturate(number * Second);
            default:
                return 0;
        }
    }

    private static long Saturate(decimal nanoseconds) => (long)Math.Clamp(nanoseconds, long.MinValue, long.MaxValue);

    private static string Text(object? value) => (value is GoValue typed ? typed.Value : value) as string ?? "";
}
