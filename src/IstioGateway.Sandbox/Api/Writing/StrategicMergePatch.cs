using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>
/// Strategic merge patch, which kubectl's client-side apply sends for built-in types: a merge patch whose keyed lists are merged
/// by their first key. Source: k8s.io/apimachinery pkg/util/strategicpatch.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string OrderPrefix = "$setElementOrder/";
    private const string DeletePrefix = "$deleteFromPrimitiveList/";
    private const string RetainKeys = "$retainKeys";

    /// <summary>Applies a patch; the target is used up.</summary>
    public static JsonNode? Apply(SchemaNode schema, JsonNode? target, JsonNode? patch) => patch switch
    {
        JsonObject map => Merge(schema, target as JsonObject, map),
        JsonArray list when schema.Granularity != Granularity.Atomic => MergeList(schema, target as JsonArray ?? [], list),
        _ => patch?.DeepClone(),
    };

    private static JsonObject Merge(SchemaNode schema, JsonObject? target, JsonObject patch)
    {
        JsonObject result = target?.DeepClone().AsObject() ?? [];
        switch ((string?)patch[Directive])
        {
            case "replace":
                return Plain(patch);
            case "delete":
                return [];
        }

        if (patch[RetainKeys] is JsonArray retained)
        {
            HashSet<string> names = [.. retained.Select(name => (string)name!)];
            foreach (string name in result.Select(member => member.Key).Where(name => !names.Contains(name)).ToArray())
            {
                result.Remove(name);
            }
        }

        foreach ((string name, JsonNode? change) in patch)
        {
            if (name.StartsWith(DeletePrefix, StringComparison.Ordinal))
            {
                RemoveValues(result[name[DeletePrefix.Length..]] as JsonArray, change as JsonArray);
            }
            else if (!name.StartsWith('$'))
            {
                SetMember(schema, result, name, change);
            }
        }

        foreach ((string name, JsonNode? order) in patch)
        {
            if (name.StartsWith(OrderPrefix, StringComparison.Ordinal) && order is JsonArray wanted)
            {
                string list = name[OrderPrefix.Length..];
                Reorder(Child(schema, list), result, list, wanted);
            }
        }

        return result;
    }

    private static void SetMember(SchemaNode schema, JsonObject result, string name, JsonNode? change)
    {
        if (change is null)
        {
            result.Remove(name);
            return;
        }

        JsonNode? merged = Apply(Child(schema, name), result[name], change);
        result[name] = merged;
    }

    private static JsonArray MergeList(SchemaNode schema, JsonArray target, JsonArray patch)
    {
        if (patch.Any(item => item is JsonObject map && (string?)map[Directive] == "replace"))
        {
            return new JsonArray([.. patch.Where(item => item is not JsonObject { Count: 1 } map || map[Directive] is null).Select(item => item?.DeepClone())]);
        }

        JsonArray result = target.DeepClone().AsArray();
        foreach (JsonNode? item in patch)
        {
            int at = result.ToList().FindIndex(present => IsSame(schema, present, item));
            bool delete = item is JsonObject map && (string?)map[Directive] == "delete";
            if (delete && at >= 0)
            {
                result.RemoveAt(at);
            }
            else if (!delete && at >= 0)
            {
                result[at] = Apply(schema.Item!, result[at], item);
            }
            else if (!delete)
            {
                result.Add(Apply(schema.Item!, null, item));
            }
        }

        return result;
    }

    private static bool IsSame(SchemaNode schema, JsonNode? left, JsonNode? right) => schema.Keys.Count == 0
        ? JsonNode.DeepEquals(left, right)
        : JsonNode.DeepEquals(left?[schema.Keys[0]], right?[schema.Keys[0]]);

    private static void RemoveValues(JsonArray? list, JsonArray? values)
    {
        foreach (JsonNode? item in list?.ToArray() ?? [])
        {
            if (values?.Any(value => JsonNode.DeepEquals(value, item)) == true)
            {
                list!.Remove(item);
            }
        }
    }

    /// <summary>Items in the wanted order come first, others after them as they were.</summary>
    private static void Reorder(SchemaNode schema, JsonObject owner, string name, JsonArray order)
    {
        if (owner[name] is not JsonArray list)
        {
            return;
        }

        JsonNode?[] sorted = [.. list.OrderBy(item =>
        {
            int at = order.ToList().FindIndex(wanted => IsSame(schema, item, wanted));
            return at < 0 ? int.MaxValue : at;
        })];
        owner[name] = new JsonArray([.. sorted.Select(item => item?.DeepClone())]);
    }

    private static JsonObject Plain(JsonObject patch)
    {
        JsonObject plain = patch.DeepClone().AsObject();
        plain.Remove(Directive);
        return plain;
    }

    private static SchemaNode Child(SchemaNode schema, string name) => schema.Kind == SchemaKind.Map
        ? schema.Item!
        : schema.Fields.GetValueOrDefault(name) ?? SchemaNode.Any;
}
