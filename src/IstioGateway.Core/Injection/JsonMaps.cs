using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// The members of JSON objects, without queries: one over pairs, which are structs, is compiled anew for each use, and the first
/// injection of a process would wait for that.
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
