using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// Compares two pods field by field. Items of a list are told apart by what names them (<c>name</c>, <c>mountPath</c>,
/// <c>containerPort</c>); other lists are compared whole.
/// </summary>
public static class PodDifference
{
    private static readonly string[] ItemKeys = ["name", "mountPath", "containerPort"];

    /// <summary>The fields that differ, in the order in which they stand.</summary>
    /// <param name="before">The pod before.</param>
    /// <param name="after">The pod after.</param>
    public static IReadOnlyList<PodChange> Between(JsonObject before, JsonObject after)
    {
        List<PodChange> changes = [];
        Compare("", before, after, changes);
        return changes;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<PodChange> changes)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        if (before is JsonObject left && after is JsonObject right)
        {
            foreach (string name in left.Select(field => field.Key).Union(right.Select(field => field.Key)))
            {
                Compare(path.Length == 0 ? name : $"{path}.{name}", left[name], right[name], changes);
            }
        }
        else if (before is JsonArray first && after is JsonArray second && KeyOf(first, second) is { } key)
        {
            Dictionary<string, JsonNode> lefts = ByKey(first, key);
            Dictionary<string, JsonNode> rights = ByKey(second, key);
            foreach (string item in lefts.Keys.Union(rights.Keys))
            {
                Compare($"{path}[{item}]", lefts.GetValueOrDefault(item), rights.GetValueOrDefault(item), changes);
            }
        }
        else
        {
            changes.Add(new PodChange(path, before?.ToJsonString(Json.Plain), after?.ToJsonString(Json.Plain)));
        }
    }

    private static string? KeyOf(JsonArray before, JsonArray after) =>
        Array.Find(ItemKeys, key => IsKeyOf(before, key) && IsKeyOf(after, key));

    private static bool IsKeyOf(JsonArray list, string key) =>
        list.Count > 0 && list.All(item => item is JsonObject fields && fields[key] is JsonValue)
            && list.Select(item => item![key]!.ToString()).Distinct(StringComparer.Ordinal).Count() == list.Count;

    private static Dictionary<string, JsonNode> ByKey(JsonArray list, string key) =>
        list.ToDictionary(item => item![key]!.ToString(), item => item!, StringComparer.Ordinal);
}

/// <summary>A field of a pod that changed.</summary>
/// <param name="Path">The field, such as <c>spec.containers[istio-proxy].securityContext.runAsUser</c>.</param>
/// <param name="Before">Its JSON before; <see langword="null"/> when it was not there.</param>
/// <param name="After">Its JSON after; <see langword="null"/> when it is not there any more.</param>
public sealed record PodChange(string Path, string? Before, string? After)
{
    private const string Nothing = "(not set)";

    /// <summary>The field and both values on one line.</summary>
    public override string ToString() => $"{Path}: {Before ?? Nothing} -> {After ?? Nothing}";
}
