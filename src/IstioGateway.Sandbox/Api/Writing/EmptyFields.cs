using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>What a built-in object loses on its way through a Go struct: nulls, and lists and maps without members (<c>omitempty</c>).</summary>
internal static class EmptyFields
{
    /// <summary>Removes members that are null.</summary>
    public static void RemoveNulls(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map:
                foreach (string name in map.Where(member => member.Value is null).Select(member => member.Key).ToArray())
                {
                    map.Remove(name);
                }

                foreach ((_, JsonNode? member) in map)
                {
                    RemoveNulls(member);
                }

                break;
            case JsonArray list:
                foreach (JsonNode? item in list)
                {
                    RemoveNulls(item);
                }

                break;
        }
    }

    /// <summary>
    /// Removes what is null or empty from the metadata of a custom resource: that alone of it goes through a Go struct (apiextensions-apiserver
    /// pkg/apiserver/schema/objectmeta/coerce.go).
    /// </summary>
    public static void RemoveFromMetadata(SchemaNode schema, JsonObject value)
    {
        RemoveNulls(value["metadata"]);
        RemoveEmpty(schema.Fields["metadata"], value["metadata"]);
    }

    /// <summary>Removes lists and maps that are empty; empty objects with declared fields stay, as pointers to structs do.</summary>
    public static void RemoveEmpty(SchemaNode schema, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject map when schema.Kind == SchemaKind.Object:
                foreach (string name in map.Select(member => member.Key).ToArray())
                {
                    if (!schema.Fields.TryGetValue(name, out SchemaNode? field))
                    {
                        continue;
                    }

                    if (map[name] is JsonArray { Count: 0 } || (field.Kind == SchemaKind.Map && map[name] is JsonObject { Count: 0 }))
                    {
                        map.Remove(name);
                    }
                    else
                    {
                        RemoveEmpty(field, map[name]);
                    }
                }

                break;
            case JsonArray list when schema.Item is not null:
                foreach (JsonNode? item in list)
                {
                    RemoveEmpty(schema.Item, item);
                }

                break;
        }
    }
}
