using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Seeding;

namespace IstioGateway.Sandbox.Tests.Schemas;

/// <summary>Makes the compact type tree that the sandbox embeds out of a CRD: names, types, lists' keys, required fields, defaults.</summary>
internal static class CrdSchemaCompiler
{
    /// <summary>Compiles the schema of a CRD's first version, without the fields that every object has.</summary>
    public static JsonObject Compile(string crdYaml)
    {
        JsonNode schema = YamlText.ParseObject(crdYaml)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
        JsonObject tree = Compile(schema.AsObject()).AsObject();
        foreach (string name in new[] { "apiVersion", "kind", "metadata" })
        {
            tree["f"]!.AsObject().Remove(name);
        }

        return tree;
    }

    private static JsonNode Compile(JsonObject schema)
    {
        if (schema["x-kubernetes-preserve-unknown-fields"] is not null)
        {
            return "*";
        }

        return (string?)schema["type"] switch
        {
            "object" when schema["x-kubernetes-int-or-string"] is null => Object(schema),
            "array" => List(schema),
            string type when schema["x-kubernetes-int-or-string"] is null => Scalar(type[..1], schema),
            _ => Scalar(schema["x-kubernetes-int-or-string"] is null ? "*" : "x", schema),
        };
    }

    private static JsonObject Object(JsonObject schema)
    {
        JsonObject tree = [];
        if (schema["additionalProperties"] is JsonObject values)
        {
            tree["m"] = Compile(values);
        }
        else
        {
            tree["f"] = new JsonObject((schema["properties"] as JsonObject ?? [])
                .Select(property => KeyValuePair.Create<string, JsonNode?>(property.Key, Compile(property.Value!.AsObject()))));
        }

        if ((string?)schema["x-kubernetes-map-type"] == "atomic")
        {
            tree["a"] = true;
        }

        Copy(schema, "required", tree, "r");
        Copy(schema, "default", tree, "d");
        return tree;
    }

    private static JsonObject List(JsonObject schema)
    {
        JsonObject tree = new() { ["l"] = Compile(schema["items"]!.AsObject()) };
        Copy(schema, "x-kubernetes-list-map-keys", tree, "k");
        if ((string?)schema["x-kubernetes-list-type"] == "set")
        {
            tree["set"] = true;
        }

        return tree;
    }

    private static JsonNode Scalar(string letter, JsonObject schema)
    {
        if (schema["default"] is null)
        {
            return letter;
        }

        JsonObject tree = new() { ["t"] = letter };
        Copy(schema, "default", tree, "d");
        return tree;
    }

    private static void Copy(JsonObject schema, string from, JsonObject tree, string to)
    {
        if (schema[from] is { } value)
        {
            tree[to] = value.DeepClone();
        }
    }
}
