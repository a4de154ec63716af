using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>
/// Reads the compact form of a CRD's type tree: <c>"s" "i" "n" "b" "x" "*"</c> for string, integer, number, boolean,
/// int-or-string and anything; <c>{"f":{...}}</c> an object, <c>{"m":T}</c> a map, <c>{"l":T}</c> a list. Beside them <c>"k"</c>
/// names the keys of a list, <c>"set"</c> marks a set, <c>"a"</c> an object or map with one owner, <c>"r"</c> required fields,
/// <c>"d"</c> a default; a scalar with a default is <c>{"t":"s","d":...}</c>.
/// </summary>
internal static class SchemaText
{
    /// <summary>The type tree of the Sail Operator's Istio CRD.</summary>
    public static JsonNode ReadIstioCrd()
    {
        using Stream resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("istio-crd.json")
            ?? throw new InvalidOperationException("The Istio type tree is not embedded.");
        return JsonNode.Parse(resource)!;
    }

    /// <summary>Makes a schema of a compact tree.</summary>
    public static SchemaNode Parse(JsonNode tree)
    {
        if (tree.GetValueKind() == JsonValueKind.String)
        {
            return Scalar((string)tree!, null);
        }

        JsonObject node = tree.AsObject();
        string? fallback = node.TryGetPropertyValue("d", out JsonNode? value) ? value?.ToJsonString() ?? "null" : null;
        bool atomic = node["a"] is not null;
        if (node["t"] is { } type)
        {
            return Scalar((string)type!, fallback);
        }

        if (node["m"] is { } item)
        {
            return SchemaNode.Map(Parse(item), atomic);
        }

        if (node["l"] is { } element)
        {
            return node["k"] is JsonArray keys
                ? SchemaNode.ListByKey(Parse(element), [.. keys.Select(key => (string)key!)])
                : node["set"] is not null ? SchemaNode.ListAsSet(Parse(element)) : SchemaNode.List(Parse(element));
        }

        Dictionary<string, SchemaNode> fields = node["f"]!.AsObject()
            .ToDictionary(field => field.Key, field => Parse(field.Value!), StringComparer.Ordinal);
        string[] required = [.. (node["r"] as JsonArray ?? []).Select(name => (string)name!)];
        return SchemaNode.Object(() => fields, atomic, required, fallback);
    }

    private static SchemaNode Scalar(string letter, string? fallback) => letter switch
    {
        "s" => SchemaNode.Scalar(SchemaKind.String, fallback),
        "i" => SchemaNode.Scalar(SchemaKind.Integer, fallback),
        "n" => SchemaNode.Scalar(SchemaKind.Number, fallback),
        "b" => SchemaNode.Scalar(SchemaKind.Boolean, fallback),
        "x" => SchemaNode.Scalar(SchemaKind.IntOrString, fallback),
        _ => SchemaNode.Any,
    };
}
