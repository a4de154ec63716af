using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>Finds required fields that are absent.</summary>
internal static class SchemaRequired
{
    /// <summary>Paths of the absent fields.</summary>
    public static IReadOnlyList<string> Missing(SchemaNode schema, JsonNode? value)
    {
        List<string> missing = [];
        Visit(schema, value, "", missing);
        return missing;
    }

    private static void Visit(SchemaNode schema, JsonNode? value, string path, List<string> missing)
    {
        if (value is JsonObject fields)
        {
            foreach (string name in schema.Required.Where(name => !fields.ContainsKey(name)))
            {
                missing.Add(Join(path, name));
            }

            foreach ((string name, JsonNode? member) in fields)
            {
                SchemaNode? type = schema.Kind == SchemaKind.Map ? schema.Item : schema.Fields.GetValueOrDefault(name);
                if (type is not null)
                {
                    Visit(type, member, Join(path, name), missing);
                }
            }
        }
        else if (value is JsonArray list && schema.Item is not null)
        {
            for (int i = 0; i < list.Count; i++)
            {
                Visit(schema.Item, list[i], $"{path}[{i}]", missing);
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
