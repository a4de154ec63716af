using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>A value of the wrong type.</summary>
/// <param name="Path">Where.</param>
/// <param name="Expected">What the schema wants.</param>
/// <param name="Value">What is there.</param>
internal sealed record TypeMismatch(string Path, SchemaNode Expected, JsonNode? Value);

/// <summary>Compares values with the declared types.</summary>
internal static class SchemaTypes
{
    /// <summary>Every value whose type is wrong.</summary>
    public static IReadOnlyList<TypeMismatch> Mismatches(SchemaNode schema, JsonNode? value)
    {
        List<TypeMismatch> found = [];
        Visit(schema, value, "", found);
        return found;
    }

    /// <summary>The JSON type of a value as OpenAPI names it.</summary>
    public static string NameOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => IsWhole(value) ? "integer" : "number",
        _ => "null",
    };

    /// <summary>The OpenAPI name of a declared type.</summary>
    public static string NameOf(SchemaKind kind) => kind switch
    {
        SchemaKind.Object or SchemaKind.Map => "object",
        SchemaKind.List => "array",
        SchemaKind.String => "string",
        SchemaKind.Integer => "integer",
        SchemaKind.Number => "number",
        SchemaKind.Boolean => "boolean",
        SchemaKind.IntOrString => "integer,string",
        _ => "any",
    };

    private static void Visit(SchemaNode schema, JsonNode? value, string path, List<TypeMismatch> found)
    {
        if (schema.Kind == SchemaKind.Any)
        {
            return;
        }

        if (!Fits(schema.Kind, value))
        {
            found.Add(new TypeMismatch(path, schema, value));
            return;
        }

        switch (value)
        {
            case JsonObject map:
                foreach ((string name, JsonNode? member) in map)
                {
                    string below = path.Length == 0 ? name : $"{path}.{name}";
                    if (schema.Kind == SchemaKind.Map)
                    {
                        Visit(schema.Item!, member, below, found);
                    }
                    else if (schema.Fields.TryGetValue(name, out SchemaNode? field))
                    {
                        Visit(field, member, below, found);
                    }
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    Visit(schema.Item!, list[i], $"{path}[{i}]", found);
                }

                break;
        }
    }

    private static bool Fits(SchemaKind kind, JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => kind is SchemaKind.Object or SchemaKind.Map,
        JsonValueKind.Array => kind is SchemaKind.List,
        JsonValueKind.String => kind is SchemaKind.String or SchemaKind.IntOrString,
        JsonValueKind.True or JsonValueKind.False => kind is SchemaKind.Boolean,
        JsonValueKind.Number => kind is SchemaKind.Number || (kind is SchemaKind.Integer or SchemaKind.IntOrString && IsWhole(value)),
        _ => false,
    };

    private static bool IsWhole(JsonNode value) => value.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0;
}
