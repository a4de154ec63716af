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
    public static List<T> Convert<T>(this JsonArray items, Func<JsonNode?, T> convert)
        where T : class?
    {
        List<T> values = new(items.Count);
        for (int index = 0; index < items.Count; index++)
        {
            values.Add(convert(items[index]));
        }

        return values;
    }

    /// <summary>What a function makes of each value, by name.</summary>
    public static Dictionary<string, T> Convert<T>(this JsonObject map, Func<JsonNode?, T> convert)
        where T : class?
    {
        Dictionary<string, T> values = new(map.Count, StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in map)
        {
            values.Add(name, convert(value));
        }

        return values;
    }
}
