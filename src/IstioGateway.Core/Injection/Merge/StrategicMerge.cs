using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>
/// A strategic merge patch as istiod applies a rendered template to a pod: <c>StrategicMergeMapPatchUsingLookupPatchMeta</c> of
/// k8s.io/apimachinery 0.34 (pkg/util/strategicpatch/patch.go; istio 1.28.10, pkg/kube/inject/webhook.go:1039-1062). Maps are
/// merged, null deletes, lists are merged by their merge key, joined where they are sets, or else replaced. As there, a field
/// that the original lacks is taken over without a look at the type, and nulls within items new to a list stay: decoding the
/// pod makes zero values of them.
/// </summary>
internal static class StrategicMerge
{
    /// <summary>Merges a patch; neither object is changed.</summary>
    /// <param name="original">What is patched.</param>
    /// <param name="patch">The patch.</param>
    /// <param name="schema">The Go type of both.</param>
    /// <exception cref="StrategicMergeException">apimachinery refuses the patch.</exception>
    public static JsonObject Apply(JsonObject original, JsonObject patch, PodType schema) =>
        Map((JsonObject)original.DeepClone(), (JsonObject)patch.DeepClone(), schema);

    private static JsonObject Map(JsonObject original, JsonObject patch, PodType schema)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (patch.TryGetPropertyValue(PatchDirectives.Marker, out JsonNode? directive))
        {
            return Directed(directive, patch);
        }

        if (patch.ContainsKey(PatchDirectives.RetainKeys))
        {
            Retain(original, patch);
        }

        SetOrder(original, patch, schema);
        foreach (string key in patch.Names())
        {
            JsonNode? value = PatchDirectives.Take(patch, key);
            bool isDeletion = key.StartsWith(PatchDirectives.DeleteFromPrimitiveList, StringComparison.Ordinal);
            string name = isDeletion ? PatchDirectives.ListName(key, PatchDirectives.DeleteFromPrimitiveList) : key;
            if (value is null)
            {
                original.Remove(name);
            }
            else if (!original.TryGetPropertyValue(name, out JsonNode? existing) || !HaveSameType(existing, value))
            {
                if (!isDeletion)
                {
                    PatchDirectives.DiscardNulls(value);
                    Set(original, name, value);
                }
            }
            else if (value is JsonObject map)
            {
                // Taken out first: the result may be the original itself.
                PodType type = Field(schema, name).Type;
                JsonObject target = (JsonObject)PatchDirectives.Take(original, name)!;
                original[name] = Map(target, map, type);
            }
            else if (value is JsonArray list)
            {
                PodField field = ListField(schema, name);
                JsonArray target = (JsonArray)PatchDirectives.Take(original, name)!;
                original[name] = List(target, list, field, isDeletion);
            }
            else
            {
                original[name] = value;
            }
        }

        return original;
    }

    /// <summary>Takes a value over, unless it is nothing but a directive.</summary>
    private static void Set(JsonObject original, string name, JsonNode value)
    {
        original.Remove(name);
        if (PatchDirectives.Discard(value))
        {
            original[name] = value;
        }
    }

    private static JsonObject Directed(JsonNode? directive, JsonObject patch)
    {
        switch (Text(directive))
        {
            case PatchDirectives.Replace:
                patch.Remove(PatchDirectives.Marker);
                return patch;
            case PatchDirectives.Delete:
                return [];
            default:
                throw UnknownDirective(directive, patch);
        }
    }

    private static void Retain(JsonObject original, JsonObject patch)
    {
        if (PatchDirectives.Take(patch, PatchDirectives.RetainKeys) is not JsonArray list)
        {
            throw new StrategicMergeException("invalid patch format of retainKeys");
        }

        HashSet<string> kept = [.. list.Select(Text).OfType<string>()];
        bool isContradicted = patch.Names().Any(key =>
            patch[key] is not null && !kept.Contains(key)
            && !key.StartsWith(PatchDirectives.DeleteFromPrimitiveList, StringComparison.Ordinal)
            && !key.StartsWith(PatchDirectives.SetElementOrder, StringComparison.Ordinal));
        if (isContradicted)
        {
            throw new StrategicMergeException("invalid patch format of retainKeys");
        }

        foreach (string key in original.Names().Where(key => !kept.Contains(key)))
        {
            original.Remove(key);
        }
    }

    private static void SetOrder(JsonObject original, JsonObject patch, PodType schema)
    {
        foreach (string key in patch.Names())
        {
            if (key.StartsWith(PatchDirectives.SetElementOrder, StringComparison.Ordinal) && !SetOrder(original, patch, schema, key))
            {
                return;
            }
        }
    }

    /// <summary>Merges a list whose order the patch gives; false where neither has the list, which ends the search for others.</summary>
    private static bool SetOrder(JsonObject original, JsonObject patch, PodType schema, string key)
    {
        JsonNode? value = PatchDirectives.Take(patch, key);
        JsonArray order = AsList(value)!;
        string name = PatchDirectives.ListName(key, PatchDirectives.SetElementOrder);
        bool isInOriginal = original.TryGetPropertyValue(name, out JsonNode? originalNode);
        bool isInPatch = patch.TryGetPropertyValue(name, out JsonNode? patchNode);
        JsonArray? originalList = isInOriginal ? AsList(originalNode) : null;
        JsonArray? patchList = isInPatch ? AsList(patchNode) : null;
        PodField field = Field(schema, name);
        string mergeKey = field.MergeKey ?? "";
        ElementOrder.Check(patchList, order, mergeKey);
        if (!isInOriginal && !isInPatch)
        {
            return false;
        }

        List<JsonNode?> originalItems = [.. originalList ?? []];
        RequireOneType(originalItems, [.. patchList ?? []]);
        List<string> originalOrder = [.. originalItems.Select(item => MergeIdentity.Of(item, mergeKey))];
        original.Remove(name);
        patch.Remove(name);
        JsonArray merged = originalList is null ? patchList!
            : patchList is null ? originalList
            : List(originalList, patchList, field, isDeletion: false);
        original[name] = new JsonArray([
            .. new MergedListOrder(mergeKey).Apply(
                PatchDirectives.Take(merged), [.. order.Select(item => MergeIdentity.Of(item, mergeKey))], originalOrder),
        ]);
        return true;
    }

    private static JsonArray List(JsonArray original, JsonArray patch, PodField field, bool isDeletion)
    {
        if (field.MergeKey is null && !isDeletion)
        {
            return patch;
        }

        if (original.Count == 0 && patch.Count == 0)
        {
            return original;
        }

        string mergeKey = field.MergeKey ?? "";
        List<JsonNode?> originalItems = PatchDirectives.Take(original);
        List<JsonNode?> patchItems = PatchDirectives.Take(patch);
        RequireOneType(originalItems, patchItems);
        List<JsonNode?> merged;
        if ((originalItems.Count > 0 ? originalItems : patchItems)[0] is not JsonObject)
        {
            if (isDeletion)
            {
                return Without(originalItems, patchItems);
            }

            merged = Union(originalItems, patchItems);
        }
        else if (mergeKey.Length == 0)
        {
            throw new StrategicMergeException($"cannot merge lists without merge key for {KindOf(field.Type.Item)}");
        }
        else
        {
            Direct(ref originalItems, ref patchItems, mergeKey);
            merged = Items(originalItems, patchItems, mergeKey, field.Type.Item!);
        }

        return new JsonArray((merged.Count < 2 ? merged : InOrder(merged, patchItems, originalItems, mergeKey)).ToArray());
    }

    private static JsonArray Without(List<JsonNode?> items, List<JsonNode?> deleted)
    {
        HashSet<string> identities = [.. deleted.Select(MergeIdentity.Of)];
        return new JsonArray([.. items.Where(item => !identities.Contains(MergeIdentity.Of(item)))]);
    }

    private static List<JsonNode?> Union(List<JsonNode?> original, List<JsonNode?> patch) =>
        [.. original.Concat(patch).DistinctBy(MergeIdentity.Of)];

    private static List<JsonNode?> InOrder(List<JsonNode?> merged, List<JsonNode?> patch, List<JsonNode?> original, string mergeKey)
    {
        List<string> patchOrder = [.. patch.Select(item => MergeIdentity.Of(item, mergeKey))];
        List<string> originalOrder = [.. original.Select(item => MergeIdentity.Of(item, mergeKey))];
        return new MergedListOrder(mergeKey).Apply(merged, patchOrder, originalOrder);
    }

    /// <summary>Items of the patch that are directives: deletions, and the one that makes the patch the whole list.</summary>
    private static void Direct(ref List<JsonNode?> original, ref List<JsonNode?> patch, string mergeKey)
    {
        List<JsonNode?> rest = [];
        bool replaces = false;
        foreach (JsonNode? node in patch)
        {
            JsonObject item = (JsonObject)node!;
            if (!item.TryGetPropertyValue(PatchDirectives.Marker, out JsonNode? directive))
            {
                rest.Add(item);
                continue;
            }

            switch (Text(directive))
            {
                case PatchDirectives.Delete:
                    original = Without(original, mergeKey, MergeIdentity.Of(item, mergeKey));
                    break;
                case PatchDirectives.Replace:
                    replaces = true;
                    break;
                case "merge":
                    throw new StrategicMergeException("merging lists cannot yet be specified in the patch");
                default:
                    throw UnknownDirective(directive, item);
            }
        }

        original = replaces ? rest : original;
        patch = replaces ? [] : rest;
    }

    private static List<JsonNode?> Without(List<JsonNode?> items, string mergeKey, string identity) =>
        items.FindAll(item => !IsItem(item, mergeKey, identity));

    private static List<JsonNode?> Items(List<JsonNode?> original, List<JsonNode?> patch, string mergeKey, PodType type)
    {
        List<JsonNode?> merged = new(original);
        foreach (JsonNode? node in patch)
        {
            JsonObject item = (JsonObject)node!;
            string identity = MergeIdentity.Of(item, mergeKey);
            int index = IndexOf(merged, mergeKey, identity);
            if (index < 0)
            {
                merged.Add(item);
                continue;
            }

            // The patch's item stays as it is: its key says where the merged one goes.
            JsonObject existing = (JsonObject)merged[index]!;
            merged[index] = Map((JsonObject)existing.DeepClone(), (JsonObject)item.DeepClone(), type);
        }

        return merged;
    }

    private static int IndexOf(List<JsonNode?> items, string mergeKey, string identity)
    {
        int index = 0;
        while (index < items.Count && !IsItem(items[index], mergeKey, identity))
        {
            index++;
        }

        return index < items.Count ? index : -1;
    }

    private static bool IsItem(JsonNode? item, string mergeKey, string identity) =>
        item is JsonObject map && map.TryGetPropertyValue(mergeKey, out JsonNode? key) && MergeIdentity.Of(key) == identity;

    private static PodField Field(PodType schema, string name)
    {
        if (IsStruct(schema))
        {
            return schema.FindField(name) ?? throw new StrategicMergeException(
                $"unable to find api field in struct {schema.Name} for the json field {GoFormat.Quote(name)}");
        }

        throw new StrategicMergeException($"merging an object in json but data type is not struct, instead is: {KindOf(schema)}");
    }

    private static PodField ListField(PodType schema, string name)
    {
        PodField field = Field(schema, name);
        return field.Type.Kind == PodTypeKind.List || field.Type.IsPointer
            ? field
            : throw new StrategicMergeException($"expected slice or array type, but got: {schema.GoType.KindName}");
    }

    private static bool IsStruct(PodType type) =>
        type.Kind is PodTypeKind.Struct or PodTypeKind.IntOrString or PodTypeKind.Quantity or PodTypeKind.Time;

    private static string KindOf(PodType? type) => type?.Target.KindName ?? "interface";

    private static JsonArray? AsList(JsonNode? value) => value as JsonArray ?? throw new StrategicMergeException(
        $"expected a []interface {{}}, but received a {MergeIdentity.GoTypeName(value)}");

    private static void RequireOneType(List<JsonNode?> original, List<JsonNode?> patch)
    {
        List<JsonNode?> items = new(original);
        items.AddRange(patch);
        if (items.Count == 0)
        {
            throw new StrategicMergeException("no elements in any of the given slices");
        }

        if (items[0] is JsonArray)
        {
            throw new StrategicMergeException("lists of lists are not supported");
        }

        foreach (JsonNode? item in items)
        {
            // A null has no type; apimachinery stumbles over it.
            if (item is null || !HaveSameType(items[0], item))
            {
                throw DifferentTypes(items);
            }
        }
    }

    private static StrategicMergeException DifferentTypes(List<JsonNode?> items)
    {
        string shown = GoFormat.Sprint(new JsonArray([.. items.Select(item => item?.DeepClone())]));
        return new StrategicMergeException($"list element types are not identical: {shown}");
    }

    private static bool HaveSameType(JsonNode? left, JsonNode? right) => TypeOf(left) == TypeOf(right);

    private static JsonValueKind TypeOf(JsonNode? node)
    {
        JsonValueKind kind = node is null ? JsonValueKind.Null : node.GetValueKind();
        return kind == JsonValueKind.False ? JsonValueKind.True : kind;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static StrategicMergeException UnknownDirective(JsonNode? directive, JsonObject map) =>
        new($"unknown patch type: {GoFormat.Sprint(directive)} in map: {GoFormat.Sprint(map)}");
}
