using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>ReplicaSets: as many pods as they want, and their status. Source: kubernetes pkg/controller/replicaset/replica_set.go.</summary>
internal sealed class ReplicaSetController(ControllerContext context)
{
    private const string FailureCondition = "ReplicaFailure";
    private readonly WorkloadClient _client = new(context, "kube-controller-manager");
    private readonly EventRecorder _events = new(context, "kube-controller-manager", "replicaset-controller");

    /// <summary>Makes and deletes pods; without their ReplicaSet, they go.</summary>
    /// <exception cref="ClusterException">A pod was refused; the ReplicaSet's status and an event say so.</exception>
    public async Task ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        JsonObject? set = await _client.FindAsync(KubernetesTypes.ReplicaSet, key, cancellationToken).ConfigureAwait(false);
        List<JsonObject> pods = await OwnedAsync(key, set, cancellationToken).ConfigureAwait(false);
        if (set is null)
        {
            return;
        }

        JsonObject[] active = [.. pods.Where(WorkloadObjects.IsActive)];
        long missing = (set.Number("spec", "replicas") ?? 1) - active.Length;
        ClusterException? failure = null;
        if (missing > 0)
        {
            failure = await MakeAsync(set, missing, pods, cancellationToken).ConfigureAwait(false);
        }
        else if (missing < 0)
        {
            await RemoveAsync(set, active, -missing, pods, cancellationToken).ConfigureAwait(false);
        }

        await _client.WriteStatusAsync(KubernetesTypes.ReplicaSet, set, Status(set, pods, failure), cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async Task<List<JsonObject>> OwnedAsync(ObjectKey key, JsonObject? set, CancellationToken cancellationToken)
    {
        List<JsonObject> owned = [];
        foreach (JsonObject pod in await _client.ListAsync(ResourceType.Pod, key.Namespace, cancellationToken).ConfigureAwait(false))
        {
            if (WorkloadObjects.ControllerOf(pod, KubernetesTypes.ReplicaSet.Kind) != key)
            {
                continue;
            }

            if (set is not null && WorkloadObjects.ControllerOf(pod).Text("uid") == WorkloadObjects.UidOf(set))
            {
                owned.Add(pod);
            }
            else
            {
                await _client.DeleteAsync(ResourceType.Pod, WorkloadObjects.KeyOf(pod), cancellationToken).ConfigureAwait(false);
            }
        }

        return owned;
    }

    private async Task<ClusterException?> MakeAsync(JsonObject set, long count, List<JsonObject> pods, CancellationToken cancellationToken)
    {
        ObjectKey key = WorkloadObjects.KeyOf(set);
        for (long i = 0; i < count; i++)
        {
            try
            {
                JsonObject made = await _client.CreateAsync(ResourceType.Pod, key.Namespace, Pod(set), cancellationToken).ConfigureAwait(false);
                pods.Add(made);
                await _events.NormalAsync(
                    KubernetesTypes.ReplicaSet, set, "SuccessfulCreate", "Created pod: " + WorkloadObjects.KeyOf(made).Name, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (ClusterException refused) when (refused.StatusCode is not null)
            {
                await _events.WarnAsync(
                    KubernetesTypes.ReplicaSet,
                    set,
                    "FailedCreate",
                    "Error creating: " + (refused.ServerMessage ?? refused.Message),
                    cancellationToken).ConfigureAwait(false);
                return refused;
            }
        }

        return null;
    }

    private static JsonObject Pod(JsonObject set)
    {
        ObjectKey key = WorkloadObjects.KeyOf(set);
        JsonNode template = set["spec"]!["template"]!;
        JsonObject metadata = new()
        {
            ["generateName"] = key.Name + "-",
            ["namespace"] = key.Namespace,
            ["labels"] = template.At("metadata", "labels")?.DeepClone(),
            ["ownerReferences"] = new JsonArray(WorkloadObjects.ReferenceTo(KubernetesTypes.ReplicaSet, set)),
        };
        if (template.At("metadata", "annotations") is { } annotations)
        {
            metadata["annotations"] = annotations.DeepClone();
        }

        return new JsonObject { ["metadata"] = metadata, ["spec"] = template["spec"]!.DeepClone() };
    }

    /// <summary>Pods without a node go first, then those that are not ready, then the youngest.</summary>
    private async Task RemoveAsync(JsonObject set, JsonObject[] active, long count, List<JsonObject> pods, CancellationToken cancellationToken)
    {
        IEnumerable<JsonObject> first = active
            .OrderBy(pod => pod.Text("spec", "nodeName") is null ? 0 : 1)
            .ThenBy(pod => WorkloadObjects.IsReady(pod) ? 1 : 0)
            .ThenByDescending(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .Take((int)count);
        foreach (JsonObject pod in first)
        {
            ObjectKey key = WorkloadObjects.KeyOf(pod);
            await _client.DeleteAsync(ResourceType.Pod, key, cancellationToken).ConfigureAwait(false);
            pods.Remove(pod);
            await _events.NormalAsync(KubernetesTypes.ReplicaSet, set, "SuccessfulDelete", "Deleted pod: " + key.Name, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private JsonObject Status(JsonObject set, List<JsonObject> pods, ClusterException? failure)
    {
        JsonObject[] active = [.. pods.Where(WorkloadObjects.IsActive)];
        long ready = active.Count(WorkloadObjects.IsReady);
        JsonObject status = new() { ["replicas"] = active.Length };
        WorkloadObjects.SetCount(status, "fullyLabeledReplicas", active.Length);
        WorkloadObjects.SetCount(status, "readyReplicas", ready);
        WorkloadObjects.SetCount(status, "availableReplicas", ready);
        status["observedGeneration"] = set.Number("metadata", "generation") ?? 1;
        if (failure is not null)
        {
            status["conditions"] = new JsonArray(FailureOf(set, failure));
        }

        return status;
    }

    /// <summary>A condition that is there already stays as it is: its message names a pod, and every try has another name.</summary>
    private JsonObject FailureOf(JsonObject set, ClusterException failure) =>
        Conditions.Find(set, FailureCondition)?.DeepClone().AsObject() ?? new JsonObject
        {
            ["type"] = FailureCondition,
            ["status"] = "True",
            ["lastTransitionTime"] = _client.Now,
            ["reason"] = "FailedCreate",
            ["message"] = failure.ServerMessage ?? failure.Message,
        };
}
