using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Discovery;

/// <summary>
/// OpenAPI v3: as much as kubectl needs to validate, apply, diff and explain. Field names, types, merge keys, and which
/// requests take <c>fieldValidation</c>; no descriptions.
/// </summary>
internal sealed class OpenApiDocuments(TypeRegistry types, DiscoveryDocuments discovery)
{
    private readonly ConcurrentDictionary<(string Group, string Version), byte[]> _documents = new();

    /// <summary><c>/openapi/v3</c>: where each group version's document is, by the hash of its content.</summary>
    public JsonObject Index()
    {
        JsonObject paths = [];
        foreach ((string group, string version) in discovery.GroupVersions().OrderBy(pair => PathOf(pair.Group, pair.Version), StringComparer.Ordinal))
        {
            string path = PathOf(group, version);
            string hash = Convert.ToHexString(SHA512.HashData(Find(group, version)!));
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}?hash={hash}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    /// <summary>The document of a group version; <see langword="null"/> when it is not served.</summary>
    public byte[]? Find(string group, string version) => discovery.GroupVersions().Contains((group, version))
        ? _documents.GetOrAdd((group, version), key => ObjectWriter.Serialize(Make(key.Group, key.Version)))
        : null;

    private static string PathOf(string group, string version) => group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";

    private JsonObject Make(string group, string version)
    {
        JsonObject paths = [];
        JsonObject schemas = [];
        foreach (ResourceDefinition type in types.All.Where(type => type.Type.Group == group && type.Type.Version == version))
        {
            string name = SchemaName(type);
            JsonObject schema = Schema(type.Schema);
            schema["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(type));
            schemas[name] = schema;
            string collection = "/" + type.Type.CollectionPath(type.Type.Namespaced ? "{namespace}" : null)
                .Replace("%7B", "{", StringComparison.Ordinal)
                .Replace("%7D", "}", StringComparison.Ordinal);
            paths[collection] = new JsonObject
            {
                ["get"] = Operation(type, "list"),
                ["post"] = Operation(type, "post", "fieldValidation", "dryRun"),
            };
            paths[collection + "/{name}"] = new JsonObject
            {
                ["get"] = Operation(type, "get"),
                ["put"] = Operation(type, "put", "fieldValidation", "dryRun"),
                ["patch"] = Operation(type, "patch", "fieldValidation", "dryRun", "force"),
                ["delete"] = Operation(type, "delete", "dryRun"),
            };
        }

        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = ServerVersion.GitVersion },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Operation(ResourceDefinition type, string action, params string[] parameters) => new()
    {
        ["parameters"] = new JsonArray([.. parameters.Select(name => new JsonObject
        {
            ["name"] = name,
            ["in"] = "query",
            ["schema"] = new JsonObject { ["type"] = name == "force" ? "boolean" : "string", ["uniqueItems"] = true },
        })]),
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = "OK",
                ["content"] = new JsonObject
                {
                    ["application/json"] = new JsonObject
                    {
                        ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + SchemaName(type) },
                    },
                },
            },
        },
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = GroupVersionKind(type),
    };

    private static JsonObject GroupVersionKind(ResourceDefinition type) => new()
    {
        ["group"] = type.Type.Group,
        ["version"] = type.Type.Version,
        ["kind"] = type.Kind,
    };

    /// <summary>Reversed group, version, kind: <c>io.sailoperator.v1.Istio</c>; the built-in groups have names of their own.</summary>
    private static string SchemaName(ResourceDefinition type) => type.IsCustom
        ? $"{string.Join('.', type.Type.Group.Split('.').Reverse())}.{type.Type.Version}.{type.Kind}"
        : $"io.k8s.api.{(type.Type.Group.Length == 0 ? "core" : type.Type.Group.Split('.')[0])}.{type.Type.Version}.{type.Kind}";

    private static JsonObject Schema(SchemaNode node)
    {
        JsonObject schema = [];
        switch (node.Kind)
        {
            case SchemaKind.Any:
                schema["x-kubernetes-preserve-unknown-fields"] = true;
                break;
            case SchemaKind.Object:
                schema["type"] = "object";
                schema["properties"] = new JsonObject(
                    node.Fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Key, Schema(field.Value))));
                if (node.Required.Count > 0)
                {
                    schema["required"] = new JsonArray([.. node.Required.Select(name => (JsonNode?)name)]);
                }

                break;
            case SchemaKind.Map:
                schema["type"] = "object";
                schema["additionalProperties"] = Schema(node.Item!);
                break;
            case SchemaKind.List:
                schema["type"] = "array";
                schema["items"] = Schema(node.Item!);
                AddListRules(schema, node);
                break;
            case SchemaKind.IntOrString:
                schema["x-kubernetes-int-or-string"] = true;
                schema["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" });
                break;
            default:
                schema["type"] = SchemaTypes.NameOf(node.Kind);
                break;
        }

        if (node.Default is { } fallback)
        {
            schema["default"] = JsonNode.Parse(fallback);
        }

        return schema;
    }

    private static void AddListRules(JsonObject schema, SchemaNode node)
    {
        schema["x-kubernetes-list-type"] = node.Granularity switch
        {
            Granularity.Granular => "map",
            Granularity.Set => "set",
            _ => "atomic",
        };
        if (node.Keys.Count > 0)
        {
            schema["x-kubernetes-list-map-keys"] = new JsonArray([.. node.Keys.Select(key => (JsonNode?)key)]);
            schema["x-kubernetes-patch-merge-key"] = node.Keys[0];
        }

        if (node.Granularity != Granularity.Atomic)
        {
            schema["x-kubernetes-patch-strategy"] = "merge";
        }
    }
}
