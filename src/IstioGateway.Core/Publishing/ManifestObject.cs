using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>One object that is to be applied, with what every object must say of itself.</summary>
public sealed record ManifestObject
{
    private ManifestObject(JsonObject body, string apiVersion, string kind, string name)
    {
        Body = body;
        ApiVersion = apiVersion;
        Kind = kind;
        Name = name;
    }

    /// <summary>The object as it is sent.</summary>
    public JsonObject Body { get; }

    /// <summary>Group and version.</summary>
    public string ApiVersion { get; }

    /// <summary>Kind.</summary>
    public string Kind { get; }

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <summary>The namespace it names; <see langword="null"/> where it names none.</summary>
    public string? Namespace => Body.Text("metadata", "namespace") is { Length: > 0 } given ? given : null;

    /// <summary>The group; empty for the core group.</summary>
    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion[..ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";

    /// <summary>The version.</summary>
    public string Version => ApiVersion[(ApiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>A Namespace of this name and nothing more.</summary>
    public static ManifestObject ForNamespace(string name) => Single(new JsonObject
    {
        ["apiVersion"] = ResourceType.Namespace.ApiVersion,
        ["kind"] = ResourceType.Namespace.Kind,
        ["metadata"] = new JsonObject { ["name"] = name },
    });

    /// <summary>The objects of a document: itself, the items of a List, or none of an empty one.</summary>
    /// <exception cref="FormatException">It, or an item, is no Kubernetes object with a name.</exception>
    public static IReadOnlyList<ManifestObject> From(JsonNode? document)
    {
        switch (document)
        {
            case null:
                return [];
            case JsonArray items:
                return [.. items.SelectMany(From)];
            case JsonObject list when list.Text("kind")?.EndsWith("List", StringComparison.Ordinal) == true && list["items"] is JsonArray items:
                return [.. items.SelectMany(From)];
            case JsonObject body:
                return [Single(body)];
            default:
                throw new FormatException("It is no object but a single value; an object has apiVersion, kind and metadata.");
        }
    }

    /// <summary>Kind and place, for messages.</summary>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    private static ManifestObject Single(JsonObject body)
    {
        string apiVersion = Required(body, "apiVersion", body.Text("apiVersion"));
        string kind = Required(body, "kind", body.Text("kind"));
        string name = Required(body, "metadata.name", body.Text("metadata", "name"));
        JsonObject sent = body.DeepClone().AsObject();

        // Whoever publishes what 'kubectl get -o yaml' printed; the server refuses an apply that names owners.
        (sent["metadata"] as JsonObject)?.Remove("managedFields");
        return new ManifestObject(sent, apiVersion, kind, name);
    }

    private static string Required(JsonObject body, string field, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            return value;
        }

        string which = body.Text("kind") is { Length: > 0 } kind ? $"The {kind}" : "The object";
        throw new FormatException($"{which} {body.Text("metadata", "name") ?? ""}".TrimEnd() + $" has no {field}.");
    }
}
