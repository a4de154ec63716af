using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// The members of JSON objects and arrays, without queries: one over pairs, which are structs, is compiled anew for each use, and
/// the first injection of a process would wait for that, as it would for the library of queries.
/// </summary>
internal static class JsonMaps
{
    /// <summary>The names, in their order; the object may be changed while they are gone through.</summary>
    public static string[] Names(this JsonObject map)
    {
        string[] names = new string[map.Count];
        ((IDictionary<string, JsonNode?>)map).Keys.CopyTo(names, 0);
        return names;
    }

    /// <summary>What a function makes of each item, in their order.</summary>
    public static List<object?> Convert(this JsonArray items, Func<JsonNode?, object?> convert)
    {
        List<object?> values = new(items.Count);
        for (int index = 0; index < items.Count; index++)
        {
            values.Add(convert(items[index]));
        }

        return values;
    }

    /// <summary>What a function makes of each value, by name.</summary>
    public static Dictionary<string, object?> Convert(this JsonObject map, Func<JsonNode?, object?> convert)
    {
        Dictionary<string, object?> values = new(map.Count, StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in map)
        {
            values.Add(name, convert(value));
        }

        return values;
    }

    /// <summary>The items of an array of strings; empty for any that is none.</summary>
    public static List<string> Texts(this JsonArray items)
    {
        List<string> texts = new(items.Count);
        for (int index = 0; index < items.Count; index++)
        {
            texts.Add(Text(items[index]));
        }

        return texts;
    }

    /// <summary>The values of a map of strings, by name; empty for any that is none.</summary>
    public static Dictionary<string, string> Texts(this JsonObject map)
    {
        Dictionary<string, string> texts = new(map.Count, StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in map)
        {
            texts.Add(name, Text(value));
        }

        return texts;
    }

    private static string Text(JsonNode? json) => json?.GetValueKind() == JsonValueKind.String ? json.GetValue<string>() : "";
}
