using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>What an object says of itself, against what the path says and what is stored.</summary>
internal static class ObjectIdentity
{
    private static readonly string[] Kept =
        ["name", "namespace", "uid", "creationTimestamp", "generation", "resourceVersion", "managedFields"];

    /// <summary>The metadata of an object, made when absent.</summary>
    public static JsonObject Metadata(JsonObject value)
    {
        if (value["metadata"] is not JsonObject metadata)
        {
            metadata = [];
            value["metadata"] = metadata;
        }

        return metadata;
    }

    /// <summary>The name an object gives itself; empty when it gives none, or nothing that is a name.</summary>
    public static string NameOf(JsonObject value) => Text((value["metadata"] as JsonObject)?["name"]) ?? "";

    /// <summary>Refuses an object that is of another kind, or lies elsewhere, than the path says.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static void Require(ApiCall call, JsonObject body)
    {
        string? kind = Text(body["kind"]);
        string? apiVersion = Text(body["apiVersion"]);
        if ((kind is not null && kind != call.Type.Kind) || (apiVersion is not null && apiVersion != call.Type.ApiVersion))
        {
            throw Refusals.BadRequest(
                $"the object provided is unrecognized (must be of type {call.Type.Kind}): "
                + $"{apiVersion ?? call.Type.ApiVersion}, Kind={kind ?? call.Type.Kind} is not {call.Type.ApiVersion}, Kind={call.Type.Kind}");
        }

        JsonObject metadata = Metadata(body);
        if (Text(metadata["namespace"]) is { Length: > 0 } own && call.Target!.Namespace is { } wanted && own != wanted)
        {
            throw Refusals.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        if (call.Target!.Name is { } target && Text(metadata["name"]) is { Length: > 0 } name && name != target)
        {
            throw Refusals.BadRequest($"the name of the object ({name}) does not match the name on the URL ({target})");
        }
    }

    /// <summary>The name of a new object.</summary>
    /// <exception cref="ApiException">422.</exception>
    public static string NewName(ApiCall call, JsonObject metadata)
    {
        if (Text(metadata["name"]) is { Length: > 0 } name)
        {
            return name;
        }

        if (Text(metadata["generateName"]) is { Length: > 0 } prefix)
        {
            return prefix + Guid.NewGuid().ToString("N")[..5];
        }

        throw Refusals.Invalid(call.Type, "", [new StatusCause("FieldValueRequired", "Required value: name or generateName is required", "metadata.name")]);
    }

    /// <summary>The optimistic lock: a version that was sent has to be the present one.</summary>
    /// <exception cref="ApiException">409.</exception>
    public static void RequireVersion(ApiCall call, StoredObject present, JsonObject metadata)
    {
        string version = present.ResourceVersion.ToString(CultureInfo.InvariantCulture);
        if (Text(metadata["resourceVersion"]) is { Length: > 0 } sent && sent != version)
        {
            throw Refusals.Modified(call.Type, call.Key.Name);
        }
    }

    /// <summary>Keeps what only the server writes.</summary>
    public static void Keep(JsonObject before, JsonObject after)
    {
        JsonObject metadata = Metadata(after);
        foreach (string name in Kept)
        {
            metadata.Remove(name);
            if (before["metadata"]?[name] is { } value)
            {
                metadata[name] = value.DeepClone();
            }
        }
    }

    private static string? Text(JsonNode? value) => value is JsonValue scalar && scalar.TryGetValue(out string? text) ? text : null;
}
