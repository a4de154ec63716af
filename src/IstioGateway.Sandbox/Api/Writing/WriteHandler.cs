using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Api.Reading;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Creates, replaces, patches and deletes objects.</summary>
internal sealed class WriteHandler(ObjectStore store, ObjectWritePipeline pipeline, GetHandler reader, int bodyLimit)
{
    private const string MergePatchType = "application/merge-patch+json";

    /// <summary>POST to a collection.</summary>
    public async Task CreateAsync(ApiCall call)
    {
        RequireBody(call);
        JsonObject body = DecodeObject(call);
        await SendAsync(call, pipeline.Create(call, body), 201);
    }

    /// <summary>PUT of an object or its status.</summary>
    public async Task ReplaceAsync(ApiCall call)
    {
        RequireBody(call);
        JsonObject body = DecodeObject(call);
        if (store.Find(call.Type, call.Key) is null)
        {
            throw Refusals.NotFound(call.Type, call.Key.Name);
        }

        await SendAsync(call, pipeline.Update(call, _ => body.DeepClone().AsObject()), 200);
    }

    /// <summary>PATCH of an object or its status.</summary>
    public async Task PatchAsync(ApiCall call)
    {
        RequireBody(call);
        switch (MediaType.Parse(call.Request.Headers["Content-Type"] ?? "").Name)
        {
            case MergePatchType:
                JsonNode? patch = JsonBody.Parse(call.Request.Body, "error decoding patch");
                await SendAsync(call, pipeline.Update(call, current => MergePatch.Apply(current, patch)), 200);
                break;
            default:
                throw Refusals.UnsupportedMediaType(AcceptedPatches(call.Type));
        }
    }

    /// <summary>DELETE of an object.</summary>
    public async Task DeleteAsync(ApiCall call)
    {
        while (true)
        {
            StoredObject present = store.Find(call.Type, call.Key) ?? throw Refusals.NotFound(call.Type, call.Key.Name);
            if (call.DryRun || store.TryDelete(call.Type, present) is not null)
            {
                await call.SendJsonAsync(200, Deleted(call, present));
                return;
            }
        }
    }

    private static IEnumerable<string> AcceptedPatches(ResourceDefinition type) => type.IsCustom
        ? ["application/json-patch+json", MergePatchType, "application/apply-patch+yaml"]
        : ["application/json-patch+json", MergePatchType, "application/strategic-merge-patch+json", "application/apply-patch+yaml"];

    private static JsonObject Deleted(ApiCall call, StoredObject present) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["details"] = new JsonObject
        {
            ["name"] = present.Key.Name,
            ["group"] = call.Type.Type.Group.Length == 0 ? null : call.Type.Type.Group,
            ["kind"] = call.Type.Type.Plural,
            ["uid"] = (string?)present.Parse()["metadata"]?["uid"],
        },
    };

    private static JsonObject DecodeObject(ApiCall call) => JsonBody.ParseObject(
        call.Request.Body, "couldn't get version/kind; json parse error");

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
