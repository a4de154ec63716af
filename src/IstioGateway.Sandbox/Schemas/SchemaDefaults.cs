using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>Fills the defaults that a CRD's schema declares, as the API server does before anything else sees the object.</summary>
internal static class SchemaDefaults
{
    /// <summary>Fills absent fields of a value, at every depth that is there.</summary>
    public static void Fill(SchemaNode schema, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject fields when schema.Kind == SchemaKind.Object:
                foreach ((string name, SchemaNode field) in schema.Fields)
                {
                    if (field.Default is { } text && fields[name] is null)
                    {
                        fields[name] = JsonNode.Parse(text);
                    }

                    Fill(field, fields[name]);
                }

                break;
            case JsonObject map when schema.Kind == SchemaKind.Map:
                foreach ((_, JsonNode? item) in map)
                {
                    Fill(schema.Item!, item);
                }

                break;
            case JsonArray list when schema.Kind == SchemaKind.List:
                foreach (JsonNode? item in list)
                {
                    Fill(schema.Item!, item);
                }

                break;
        }
    }
}
