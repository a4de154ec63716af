using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Patches;
using IstioGateway.Sandbox.Api.Writing.Ownership;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>
/// The <c>scale</c> of a Deployment or a ReplicaSet: its replicas in a form that is the same for all. Source: kubernetes
/// pkg/registry/apps/deployment/storage/storage.go, ScaleREST.
/// </summary>
internal sealed class ScaleHandler(ObjectStore store, ObjectWritePipeline pipeline)
{
    private const string Merge = "application/merge-patch+json";
    private const string Json = "application/json-patch+json";

    /// <summary>GET.</summary>
    public Task GetAsync(ApiCall call)
    {
        StoredObject present = store.Find(call.Type, call.Key) ?? throw Refusals.NotFound(call.Type, call.Key.Name);
        return call.SendJsonAsync(200, Scale(present.Parse()));
    }

    /// <summary>PUT.</summary>
    public Task ReplaceAsync(ApiCall call)
    {
        JsonObject body = JsonBody.ParseObject(call.Request.Body, "couldn't get version/kind; json parse error");
        return UpdateAsync(call, _ => body);
    }

    /// <summary>PATCH.</summary>
    public Task PatchAsync(ApiCall call)
    {
        string type = MediaType.Parse(call.Request.Headers["Content-Type"] ?? "").Name;
        if (type is not (Merge or Json))
        {
            throw Refusals.UnsupportedMediaType([Json, Merge]);
        }

        JsonNode? patch = JsonBody.Parse(call.Request.Body, "error decoding patch");
        return UpdateAsync(call, scale => (type == Merge ? MergePatch.Apply(scale, patch) : JsonPatch.Apply(scale, patch)) as JsonObject
            ?? throw Refusals.BadRequest("error decoding patch: the patched object is no object"));
    }

    private Task UpdateAsync(ApiCall call, Func<JsonObject, JsonObject> change)
    {
        FieldOwner writer = pipeline.Writer(call, FieldOwner.Update);
        StoredObject stored = pipeline.Update(
            call,
            current =>
            {
                JsonObject scale = change(Scale(current));
                long replicas = scale.Number("spec", "replicas") ?? 0;
                if (replicas < 0)
                {
                    throw Refusals.Invalid(
                        call.Type,
                        call.Key.Name,
                        [Validation.FieldCauses.Invalid("spec.replicas", replicas, "must be greater than or equal to 0")]);
                }

                if (scale.Text("metadata", "resourceVersion") is { } version)
                {
                    current["metadata"]!["resourceVersion"] = version;
                }

                current["spec"]!["replicas"] = replicas;
                return current;
            },
            (before, after) => FieldOwnership.RecordUpdate(writer, call.Type, before, after));
        return call.SendJsonAsync(200, Scale(stored.Parse()));
    }

    private static JsonObject Scale(JsonObject workload)
    {
        JsonObject metadata = [];
        foreach (string name in new[] { "name", "namespace", "uid", "resourceVersion", "creationTimestamp" })
        {
            metadata[name] = workload.At("metadata", name)?.DeepClone();
        }

        JsonObject status = new() { ["replicas"] = workload.Number("status", "replicas") ?? 0 };
        if (workload.At("spec", "selector", "matchLabels") is JsonObject labels)
        {
            status["selector"] = string.Join(
                ',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = workload.Number("spec", "replicas") ?? 0 },
            ["status"] = status,
        };
    }
}
