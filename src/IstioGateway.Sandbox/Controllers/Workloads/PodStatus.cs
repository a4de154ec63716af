using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>The status that a kubelet writes for a pod. Source: kubernetes pkg/kubelet/status/generate.go and kubelet_pods.go.</summary>
internal sealed class PodStatus(JsonObject pod, NodeInfo node, bool hasSandbox, TimeProvider clock)
{
    private readonly string _now = WorkloadObjects.Time(clock.GetUtcNow());
    private readonly List<JsonObject> _unready = [];

    /// <summary>Containers whose state is another than before, with what became of them.</summary>
    public List<(JsonObject Container, ContainerOutcome Outcome)> Moved { get; } = [];

    /// <summary>Makes the status.</summary>
    public JsonObject Make()
    {
        JsonObject status = pod["status"]?.DeepClone() as JsonObject ?? [];
        status["hostIP"] = node.Address;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = node.Address });
        status["startTime"] ??= _now;
        JsonArray initial = InitStatuses(out bool initialized);
        if (initial.Count > 0)
        {
            status["initContainerStatuses"] = initial;
        }

        status["containerStatuses"] = Statuses("containers", "containerStatuses", initialized);
        bool ready = initialized && _unready.Count == 0;
        status["phase"] = ready || pod.Text("status", "phase") == "Running" ? "Running" : "Pending";
        if (hasSandbox)
        {
            status["podIP"] = Address();
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Address() });
        }

        status["conditions"] = PodConditions(initialized, ready);
        return status;
    }

    private JsonArray PodConditions(bool initialized, bool ready)
    {
        string unready = $"containers with unready status: [{string.Join(' ', _unready.Select(container => container.Text("name")))}]";
        string? reason = ready ? null : "ContainersNotReady";
        JsonArray conditions = new(
            Condition("PodReadyToStartContainers", hasSandbox, null, null),
            initialized
                ? Condition("Initialized", true, null, null)
                : Condition("Initialized", false, "ContainersNotInitialized", "containers with incomplete status"),
            Condition("Ready", ready, reason, ready ? null : unready),
            Condition("ContainersReady", ready, reason, ready ? null : unready),
            Condition("PodScheduled", true, null, null));
        foreach (JsonObject other in (pod.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>()
            .Where(condition => conditions.All(ours => ours.Text("type") != condition.Text("type"))))
        {
            conditions.Add(other.DeepClone());
        }

        return conditions;
    }

    private JsonObject Condition(string type, bool state, string? reason, string? message)
    {
        JsonObject? before = Conditions.Find(pod, type);
        string text = state ? "True" : "False";
        JsonObject condition = new()
        {
            ["type"] = type,
            ["status"] = text,
            ["lastTransitionTime"] = before.Text("status") == text ? before.Text("lastTransitionTime") ?? _now : _now,
        };
        if (reason is not null)
        {
            condition["reason"] = reason;
            condition["message"] = message;
        }

        return condition;
    }

    /// <summary>Init containers end at once, one after the other, until one cannot start; those that restart always go on running.</summary>
    private JsonArray InitStatuses(out bool initialized)
    {
        JsonArray statuses = Statuses("initContainers", "initContainerStatuses", hasSandbox);
        initialized = hasSandbox && _unready.Count == 0;
        return statuses;
    }

    private JsonArray Statuses(string containers, string field, bool mayStart)
    {
        JsonArray statuses = [];
        foreach (JsonObject container in (pod.At("spec", containers) as JsonArray ?? []).OfType<JsonObject>())
        {
            JsonObject? before = (pod.At("status", field) as JsonArray)?.OfType<JsonObject>()
                .FirstOrDefault(one => one.Text("name") == container.Text("name"));
            bool isInit = field == "initContainerStatuses";
            string? waiting = before.Text("state", "waiting", "reason");
            bool done = before.At("state", "running") is not null || before.At("state", "terminated") is not null;
            ContainerOutcome outcome = done
                ? ContainerOutcome.Runs
                : mayStart && !(isInit && _unready.Count > 0)
                    ? ContainerOutcome.Of(pod, container, waiting)
                    : new ContainerOutcome(hasSandbox ? "PodInitializing" : ContainerOutcome.ContainerCreating, null);
            if (outcome.Reason is not null)
            {
                _unready.Add(container);
            }

            if (!done && outcome.Reason != (before is null ? "" : waiting))
            {
                Moved.Add((container, outcome));
            }

            bool ends = isInit && container.Text("restartPolicy") != "Always";
            statuses.Add(done ? before!.DeepClone() : Status(container, outcome, ends));
        }

        return statuses;
    }

    private JsonObject Status(JsonObject container, ContainerOutcome outcome, bool ends)
    {
        JsonObject status = new() { ["name"] = container.Text("name"), ["state"] = State(outcome, ends), ["lastState"] = new JsonObject() };
        bool runs = outcome.Reason is null;
        status["ready"] = runs;
        status["restartCount"] = 0;
        status["image"] = container.Text("image") ?? "";
        status["imageID"] = runs ? $"{container.Text("image")}@sha256:{Digest(container.Text("image") ?? "")}" : "";
        if (runs)
        {
            status["containerID"] = "containerd://" + Digest(WorkloadObjects.UidOf(pod) + container.Text("name"));
        }

        status["started"] = runs && !ends;
        return status;
    }

    private JsonObject State(ContainerOutcome outcome, bool ends)
    {
        if (outcome.Reason is null)
        {
            return ends
                ? new JsonObject
                {
                    ["terminated"] = new JsonObject
                    {
                        ["exitCode"] = 0,
                        ["reason"] = "Completed",
                        ["startedAt"] = _now,
                        ["finishedAt"] = _now,
                    },
                }
                : new JsonObject { ["running"] = new JsonObject { ["startedAt"] = _now } };
        }

        JsonObject waiting = new() { ["reason"] = outcome.Reason };
        if (outcome.Message is not null)
        {
            waiting["message"] = outcome.Message;
        }

        return new JsonObject { ["waiting"] = waiting };
    }

    /// <summary>An address made of the uid, so that it stays as it is.</summary>
    private string Address()
    {
        byte[] octets = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(WorkloadObjects.UidOf(pod)));
        return string.Create(CultureInfo.InvariantCulture, $"10.244.{octets[0]}.{1 + (octets[1] % 254)}");
    }

    private static string Digest(string text) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
}
