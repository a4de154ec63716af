using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// The order of a merged list (apimachinery's normalizeElementOrder): the patch's items in the patch's order, the others in the
/// original's, and these among those as near to their old place as that allows.
/// </summary>
/// <param name="mergeKey">The merge key, empty for a list of scalars.</param>
internal sealed class MergedListOrder(string mergeKey)
{
    /// <summary>Orders a list.</summary>
    /// <param name="merged">The list.</param>
    /// <param name="patchOrder">The items of the patch, or those that it gives an order.</param>
    /// <param name="originalOrder">The items of the original.</param>
    public List<JsonNode?> Apply(IReadOnlyList<JsonNode?> merged, IReadOnlyList<string> patchOrder, IReadOnlyList<string> originalOrder)
    {
        Dictionary<string, int> patchRanks = Ranks(patchOrder);
        Dictionary<string, int> originalRanks = Ranks(originalOrder);
        List<Item> patched = [];
        List<Item> others = [];
        foreach (JsonNode? node in merged)
        {
            Item item = new(node, MergeIdentity.Of(node, mergeKey));
            (patchRanks.ContainsKey(item.Identity) ? patched : others).Add(item);
        }

        return Interleave(Sort(others, originalRanks), Sort(patched, patchRanks), originalRanks);
    }

    private static Dictionary<string, int> Ranks(IReadOnlyList<string> order)
    {
        Dictionary<string, int> ranks = new(StringComparer.Ordinal);
        for (int index = 0; index < order.Count; index++)
        {
            ranks.TryAdd(order[index], index);
        }

        return ranks;
    }

    /// <summary>Insertion, since an item without a rank comes before whatever stands to its left; those marked for deletion are last.</summary>
    private static List<Item> Sort(List<Item> items, Dictionary<string, int> ranks)
    {
        List<Item> sorted = items.FindAll(item => !item.IsDeletion);
        for (int index = 1; index < sorted.Count; index++)
        {
            for (int place = index; place > 0 && ComesBefore(sorted[place], sorted[place - 1], ranks); place--)
            {
                (sorted[place], sorted[place - 1]) = (sorted[place - 1], sorted[place]);
            }
        }

        return [.. sorted, .. items.FindAll(item => item.IsDeletion)];
    }

    private static bool ComesBefore(Item left, Item right, Dictionary<string, int> ranks) =>
        !ranks.TryGetValue(left.Identity, out int leftRank)
        || !ranks.TryGetValue(right.Identity, out int rightRank)
        || leftRank < rightRank;

    private static List<JsonNode?> Interleave(List<Item> others, List<Item> patched, Dictionary<string, int> originalRanks)
    {
        List<JsonNode?> all = new(others.Count + patched.Count);
        int other = 0;
        foreach (Item item in patched)
        {
            while (other < others.Count
                && originalRanks.TryGetValue(others[other].Identity, out int otherRank)
                && originalRanks.TryGetValue(item.Identity, out int rank)
                && otherRank < rank)
            {
                all.Add(others[other++].Node);
            }

            all.Add(item.Node);
        }

        all.AddRange(others.Skip(other).Select(item => item.Node));
        return all;
    }

    private sealed record Item(JsonNode? Node, string Identity)
    {
        public bool IsDeletion =>
            Node is JsonObject map && map[PatchDirectives.Marker] is JsonValue marker
            && marker.TryGetValue(out string? directive) && directive == PatchDirectives.Delete;
    }
}
