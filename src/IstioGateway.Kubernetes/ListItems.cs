using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes;

/// <summary>Takes the objects out of a list.</summary>
internal static class ListItems
{
    /// <summary>Whether an answer is a list; an empty one may have null for its items, as Go writes a slice that was never made.</summary>
    public static bool IsList(JsonObject answer) => answer.TryGetPropertyValue("items", out JsonNode? items) && items is null or JsonArray;

    /// <summary>
    /// The items, detached. The server leaves <c>apiVersion</c> and <c>kind</c> out of the items of a typed list; they are put
    /// back, as kubectl does, so that an item says what it is.
    /// </summary>
    public static IEnumerable<JsonObject> Take(JsonObject list, ResourceType type)
    {
        if (list["items"] is not JsonArray items)
        {
            yield break;
        }

        JsonNode?[] nodes = [.. items];
        items.Clear();
        foreach (JsonNode? node in nodes)
        {
            if (node is JsonObject item)
            {
                item.TryAdd("apiVersion", type.ApiVersion);
                item.TryAdd("kind", type.Kind);
                yield return item;
            }
        }
    }
}
