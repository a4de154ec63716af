using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// What in a strategic merge patch is no field but says how to merge (k8s.io/apimachinery,
/// pkg/util/strategicpatch/patch.go).
/// </summary>
internal static class PatchDirectives
{
    /// <summary>In a map or in an item of a list: <c>replace</c>, <c>delete</c>.</summary>
    public const string Marker = "$patch";

    /// <summary>The value of <see cref="Marker"/> that puts the patch in the original's place.</summary>
    public const string Replace = "replace";

    /// <summary>The value of <see cref="Marker"/> that takes the original away.</summary>
    public const string Delete = "delete";

    /// <summary>The names of the fields that a map is to keep.</summary>
    public const string RetainKeys = "$retainKeys";

    /// <summary>Before a slash and the name of a list: scalars to take out of it.</summary>
    public const string DeleteFromPrimitiveList = "$deleteFromPrimitiveList";

    /// <summary>Before a slash and the name of a list: the order its items are to have.</summary>
    public const string SetElementOrder = "$setElementOrder";

    /// <summary>The name of the list that a directive is about.</summary>
    /// <exception cref="StrategicMergeException">There is none.</exception>
    public static string ListName(string key, string prefix)
    {
        string[] parts = key.Split('/', 2);
        string kind = prefix == SetElementOrder ? "setElementOrder" : "primitive";
        return parts.Length > 1 && parts[0] == prefix
            ? parts[1]
            : throw new StrategicMergeException($"invalid patch format of {kind} list");
    }

    /// <summary>Takes a key out of a map.</summary>
    public static JsonNode? Take(JsonObject map, string key)
    {
        JsonNode? value = map[key];
        map.Remove(key);
        return value;
    }

    /// <summary>Takes all items out of a list.</summary>
    public static List<JsonNode?> Take(JsonArray? list)
    {
        List<JsonNode?> items = [];
        for (int index = 0; index < list?.Count; index++)
        {
            items.Add(list[index]);
        }

        list?.Clear();
        return items;
    }

    /// <summary>Takes the nulls out of all maps within a value that has no counterpart; nulls in lists stay.</summary>
    public static void DiscardNulls(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (string name in map.Names())
                {
                    JsonNode? entry = map[name];
                    if (entry is null)
                    {
                        map.Remove(name);
                    }

                    DiscardNulls(entry);
                }

                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    DiscardNulls(item);
                }

                break;
        }
    }

    /// <summary>Takes out of a value whatever map has a <see cref="Marker"/>.</summary>
    /// <returns>Whether anything is left: the value itself is no such map.</returns>
    public static bool Discard(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map when map.ContainsKey(Marker):
                return false;
            case JsonObject map:
                foreach (string name in map.Names())
                {
                    if (!Discard(map[name]))
                    {
                        map.Remove(name);
                    }
                }

                return true;
            case JsonArray list:
                for (int index = list.Count - 1; index >= 0; index--)
                {
                    if (!Discard(list[index]))
                    {
                        list.RemoveAt(index);
                    }
                }

                return true;
            default:
                return true;
        }
    }
}
