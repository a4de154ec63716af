using System.Text.Json.Nodes;
using IstioGateway.Patches;
using IstioGateway.Sandbox.Api.Reading;
using IstioGateway.Sandbox.Api.Writing.Ownership;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Creates, replaces and patches objects.</summary>
internal sealed class WriteHandler(ObjectStore store, ObjectWritePipeline pipeline, GetHandler reader, int bodyLimit)
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Apply = "application/apply-patch+yaml";

    private readonly ApplyHandler _apply = new(store, pipeline);

    /// <summary>POST to a collection.</summary>
    public Task CreateAsync(ApiCall call)
    {
        RequireBody(call);
        JsonObject body = Decode(call);
        FieldValidation.CheckSent(call, body, ObjectIdentity.NameOf(body));
        FieldOwner writer = pipeline.Writer(call, FieldOwner.Update);
        StoredObject stored = pipeline.Create(
            call, body, created => FieldOwnership.RecordUpdate(writer, call.Type, null, created));
        return SendAsync(call, stored, 201);
    }

    /// <summary>PUT of an object or its status.</summary>
    public Task ReplaceAsync(ApiCall call)
    {
        RequireBody(call);
        JsonObject body = Decode(call);
        FieldValidation.CheckSent(call, body, call.Key.Name);
        return SendAsync(call, Update(call, _ => body.DeepClone().AsObject()), 200);
    }

    /// <summary>PATCH of an object or its status.</summary>
    public Task PatchAsync(ApiCall call)
    {
        string type = MediaType.Parse(call.Request.Headers["Content-Type"] ?? "").Name;
        if (!Accepted(call.Type).Contains(type))
        {
            throw Refusals.UnsupportedMediaType(Accepted(call.Type));
        }

        RequireBody(call);
        if (type == Apply)
        {
            (StoredObject applied, bool created) = _apply.Apply(call);
            return SendAsync(call, applied, created ? 201 : 200);
        }

        // As in the API server, an object that is not there is refused before its patch is read.
        if (store.Find(call.Type, call.Key) is null)
        {
            throw Refusals.NotFound(call.Type, call.Key.Name);
        }

        JsonNode? patch = JsonBody.Parse(call.Request.Body, "error decoding patch");
        return SendAsync(call, Update(call, current => Patched(call, type, current, patch)), 200);
    }

    private static string[] Accepted(ResourceDefinition type) => type.IsCustom ? [Json, Merge, Apply] : [Json, Merge, Strategic, Apply];

    private static JsonObject Decode(ApiCall call)
    {
        string type = MediaType.Parse(call.Request.Headers["Content-Type"] ?? "application/json").Name;
        return type is "" or "application/json"
            ? JsonBody.ParseObject(call.Request.Body, "couldn't get version/kind; json parse error")
            : type is "application/yaml" ? YamlBody.ParseObject(call.Request.Body) : throw Refusals.UnsupportedMediaType(["application/json", "application/yaml"]);
    }

    private static JsonObject Patched(ApiCall call, string type, JsonObject current, JsonNode? patch)
    {
        JsonNode? patched = type switch
        {
            Merge => MergePatch.Apply(current, patch),
            Json => JsonPatch.Apply(current, patch),
            _ => StrategicMergePatch.Apply(call.Type.Schema, current, patch),
        };
        JsonObject result = patched as JsonObject ?? throw Refusals.BadRequest("error decoding patch: the patched object is no object");
        FieldValidation.CheckPatched(call, result, call.Key.Name);
        return result;
    }

    private StoredObject Update(ApiCall call, Func<JsonObject, JsonObject> change)
    {
        FieldOwner writer = pipeline.Writer(call, FieldOwner.Update);
        return pipeline.Update(
            call, change, (before, after) => FieldOwnership.RecordUpdate(writer, call.Type, before, after));
    }

    private void RequireBody(ApiCall call)
    {
        if (call.Request.BodyTooLarge)
        {
            throw Refusals.TooLarge(bodyLimit);
        }
    }

    private Task SendAsync(ApiCall call, StoredObject stored, int statusCode) =>
        reader.SendAsync(call, Representation.Choose(call.Request.Headers["Accept"]), stored, statusCode);
}
