using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>The check of a <c>$setElementOrder</c> list against the patch's list that it is for.</summary>
internal static class ElementOrder
{
    /// <summary>Requires the patch's items, but for directives, to be among the ordered ones and in their order.</summary>
    /// <exception cref="StrategicMergeException">They are not.</exception>
    public static void Check(JsonArray? patch, JsonArray order, string mergeKey)
    {
        if (patch is null || patch.Count == 0 || order.Count == 0)
        {
            return;
        }

        List<JsonNode?> items = [.. patch.Where(item => item is not JsonObject map || !map.ContainsKey(PatchDirectives.Marker))];
        int index = 0;
        foreach (JsonNode? ordered in order)
        {
            if (index < items.Count && MergeIdentity.Of(items[index], mergeKey) == MergeIdentity.Of(ordered, mergeKey))
            {
                index++;
            }
        }

        if (index < items.Count)
        {
            throw new StrategicMergeException(
                $"The order in patch list:\n{GoFormat.Sprint(patch)}\n doesn't match $setElementOrder list:\n{GoFormat.Sprint(order)}\n");
        }
    }
}
