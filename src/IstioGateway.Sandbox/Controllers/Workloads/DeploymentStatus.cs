using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// The status of a Deployment. Source: kubernetes pkg/controller/deployment/sync.go, calculateStatus, and progress.go.
/// </summary>
internal sealed class DeploymentStatus(JsonObject deployment, JsonObject? fresh, IReadOnlyList<JsonObject> owned, TimeProvider clock)
{
    private const string DeadlineExceeded = "ProgressDeadlineExceeded";
    private readonly long _desired = deployment.Number("spec", "replicas") ?? 1;

    /// <summary>When the rollout would be late, from now; <see langword="null"/> when it is not waited for.</summary>
    public TimeSpan? Deadline { get; private set; }

    private string Name => fresh?.Text("metadata", "name") ?? "";

    /// <summary>Makes the status.</summary>
    public JsonObject Make()
    {
        long replicas = Sum("replicas");
        long available = Sum("availableReplicas");
        long updated = fresh?.Number("status", "replicas") ?? 0;
        JsonObject status = new() { ["observedGeneration"] = deployment.Number("metadata", "generation") ?? 1 };
        WorkloadObjects.SetCount(status, "replicas", replicas);
        WorkloadObjects.SetCount(status, "updatedReplicas", updated);
        WorkloadObjects.SetCount(status, "readyReplicas", Sum("readyReplicas"));
        WorkloadObjects.SetCount(status, "availableReplicas", available);
        long wanted = owned.Sum(set => set.Number("spec", "replicas") ?? 0);
        WorkloadObjects.SetCount(status, "unavailableReplicas", Math.Max(0, wanted - available));
        bool complete = fresh is not null && updated == _desired && replicas == _desired && available == _desired;
        JsonArray conditions = new(Available(available), Progressing(status, complete));
        if (Failure() is { } failure)
        {
            conditions.Add(failure);
        }

        status["conditions"] = conditions;
        return status;
    }

    private long Sum(string count) => owned.Sum(set => set.Number("status", count) ?? 0);

    private JsonObject Available(long available) => available >= _desired - RollingUpdate.Of(deployment).MaxUnavailable
        ? Condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
        : Condition("Available", "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.");

    private JsonObject Progressing(JsonObject status, bool complete)
    {
        JsonObject? before = Conditions.Find(deployment, "Progressing");
        if (complete)
        {
            return Condition("Progressing", "True", "NewReplicaSetAvailable", $"ReplicaSet \"{Name}\" has successfully progressed.");
        }

        bool moved = before is null || before.Text("reason") == "NewReplicaSetAvailable" || HasMoved(status);
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset since = moved || !DateTimeOffset.TryParse(before.Text("lastUpdateTime"), out DateTimeOffset last) ? now : last;
        TimeSpan left = since + TimeSpan.FromSeconds(deployment.Number("spec", "progressDeadlineSeconds") ?? 600) - now;
        if (left <= TimeSpan.Zero || (!moved && before.Text("reason") == DeadlineExceeded))
        {
            return Condition("Progressing", "False", DeadlineExceeded, $"ReplicaSet \"{Name}\" has timed out progressing.");
        }

        // Times of conditions are whole seconds.
        Deadline = left + TimeSpan.FromSeconds(1);
        JsonObject condition = Condition("Progressing", "True", "ReplicaSetUpdated", $"ReplicaSet \"{Name}\" is progressing.");
        condition["lastUpdateTime"] = WorkloadObjects.Time(since);
        return condition;
    }

    /// <summary>Whether pods have come up, or gone, since the last status.</summary>
    private bool HasMoved(JsonObject status)
    {
        JsonNode? before = deployment["status"];
        return status.Number("updatedReplicas") > (before.Number("updatedReplicas") ?? 0)
            || status.Number("readyReplicas") > (before.Number("readyReplicas") ?? 0)
            || status.Number("availableReplicas") > (before.Number("availableReplicas") ?? 0)
            || before.Number("observedGeneration") != status.Number("observedGeneration");
    }

    /// <summary>Why pods cannot be made, in the words of the ReplicaSet that tried.</summary>
    private JsonObject? Failure()
    {
        JsonObject? failed = owned.OrderBy(set => set == fresh ? 0 : 1)
            .Select(set => Conditions.Find(set, "ReplicaFailure"))
            .FirstOrDefault(condition => condition.Text("status") == "True");
        return failed is null ? null : Condition("ReplicaFailure", "True", failed.Text("reason") ?? "", failed.Text("message") ?? "");
    }

    private JsonObject Condition(string type, string state, string reason, string message)
    {
        JsonObject? before = Conditions.Find(deployment, type);
        string now = WorkloadObjects.Time(clock.GetUtcNow());
        bool same = before.Text("status") == state && before.Text("reason") == reason && before.Text("message") == message;
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = state,
            ["lastUpdateTime"] = same ? before.Text("lastUpdateTime") : now,
            ["lastTransitionTime"] = before.Text("status") == state ? before.Text("lastTransitionTime") : now,
            ["reason"] = reason,
            ["message"] = message,
        };
    }
}
