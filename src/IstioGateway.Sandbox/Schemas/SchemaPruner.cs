using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>Removes fields that a schema does not declare, and says which.</summary>
internal static class SchemaPruner
{
    /// <summary>Prunes a whole value.</summary>
    /// <returns>Paths of the removed fields, such as <c>spec.values.gateways</c>, in the order they were met.</returns>
    public static IReadOnlyList<string> Prune(SchemaNode schema, JsonNode? value)
    {
        List<string> removed = [];
        Visit(schema, value, "", removed);
        return removed;
    }

    private static void Visit(SchemaNode schema, JsonNode? value, string path, List<string> removed)
    {
        switch (value)
        {
            case JsonObject fields when schema.Kind == SchemaKind.Object:
                foreach (string name in fields.Select(field => field.Key).ToArray())
                {
                    string below = path.Length == 0 ? name : $"{path}.{name}";
                    if (schema.Fields.TryGetValue(name, out SchemaNode? field))
                    {
                        Visit(field, fields[name], below, removed);
                    }
                    else
                    {
                        fields.Remove(name);
                        removed.Add(below);
                    }
                }

                break;
            case JsonObject map when schema.Kind == SchemaKind.Map:
                foreach ((string name, JsonNode? item) in map)
                {
                    Visit(schema.Item!, item, $"{path}.{name}", removed);
                }

                break;
            case JsonArray list when schema.Kind == SchemaKind.List:
                for (int i = 0; i < list.Count; i++)
                {
                    Visit(schema.Item!, list[i], $"{path}[{i}]", removed);
                }

                break;
        }
    }
}
