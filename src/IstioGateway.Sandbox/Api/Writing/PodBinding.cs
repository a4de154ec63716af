using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>
/// <c>pods/NAME/binding</c>: a scheduler puts a pod on a node. Source: kubernetes pkg/registry/core/pod/storage/storage.go, assignPod.
/// </summary>
internal sealed class PodBinding(ObjectStore store, TimeProvider clock)
{
    /// <summary>POST of a Binding.</summary>
    public Task BindAsync(ApiCall call)
    {
        JsonObject body = JsonBody.ParseObject(call.Request.Body, "couldn't get version/kind; json parse error");
        if (body.Text("target", "name") is not { Length: > 0 } node)
        {
            throw Refusals.Invalid(call.Type, call.Key.Name, [Validation.FieldCauses.Required("target.name")]);
        }

        while (true)
        {
            StoredObject present = store.Find(call.Type, call.Key) ?? throw Refusals.NotFound(call.Type, call.Key.Name);
            JsonObject pod = present.Parse();
            if (pod.Text("spec", "nodeName") is { Length: > 0 } assigned)
            {
                throw Refusals.Conflict(
                    call.Type with { Type = call.Type.Type with { Plural = "pods/binding" } },
                    call.Key.Name,
                    $"pod {call.Key.Name} is already assigned to node \"{assigned}\"");
            }

            Assign(pod, node);
            if (call.DryRun || store.TryWrite(call.Type, present, pod) is not null)
            {
                return call.SendJsonAsync(201, SuccessStatus.Created());
            }
        }
    }

    private void Assign(JsonObject pod, string node)
    {
        pod["spec"]!["nodeName"] = node;
        if (pod["status"] is not JsonObject status)
        {
            pod["status"] = status = [];
        }

        JsonArray conditions = [.. (status["conditions"] as JsonArray ?? [])
            .Where(condition => condition.Text("type") != "PodScheduled")
            .Select(condition => condition!.DeepClone())];
        conditions.Add(new JsonObject
        {
            ["type"] = "PodScheduled",
            ["status"] = "True",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        });
        status["conditions"] = conditions;
    }
}
