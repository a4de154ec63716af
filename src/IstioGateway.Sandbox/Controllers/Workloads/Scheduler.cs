using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Puts pods on nodes: on one that fits (<see cref="NodeFit"/>) and has the fewest of the same owner's pods, then the fewest pods.
/// Source of the words: kubernetes pkg/scheduler/framework/types.go, FitError, and schedule_one.go.
/// </summary>
internal sealed class Scheduler(ControllerContext context, NodeCache nodes, PlacedPods placed)
{
    private const string Name = "default-scheduler";
    private readonly WorkloadClient _client = new(context, "kube-scheduler");
    private readonly EventRecorder _events = new(context, "kube-scheduler", Name);

    /// <summary>Finds a node for a pod that has none.</summary>
    public async Task ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        JsonObject? pod = await _client.FindAsync(ResourceType.Pod, key, cancellationToken).ConfigureAwait(false);
        if (pod is null || !IsOurs(pod))
        {
            return;
        }

        IReadOnlyList<NodeInfo> all = await nodes.AllAsync(cancellationToken).ConfigureAwait(false);
        (NodeInfo Node, string? WhyNot)[] judged = [.. all.Select(node => (node, NodeFit.WhyNot(pod, node)))];
        string owner = PlacedPods.OwnerOf(pod);
        Dictionary<string, (int Own, int All)> counts = placed.Count(owner);
        NodeInfo? best = judged.Where(one => one.WhyNot is null).Select(one => one.Node)
            .OrderBy(node => counts.GetValueOrDefault(node.Name).Own)
            .ThenBy(node => counts.GetValueOrDefault(node.Name).All)
            .ThenBy(node => node.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        if (best is null)
        {
            await RefuseAsync(pod, Explain(judged), cancellationToken).ConfigureAwait(false);
            return;
        }

        await BindAsync(pod, best, cancellationToken).ConfigureAwait(false);
        placed.Note(key, best.Name, owner);
    }

    private static bool IsOurs(JsonObject pod) => string.IsNullOrEmpty(pod.Text("spec", "nodeName"))
        && pod.Text("spec", "schedulerName") is null or Name
        && pod.At("spec", "schedulingGates") is null
        && WorkloadObjects.IsActive(pod);

    private async Task BindAsync(JsonObject pod, NodeInfo node, CancellationToken cancellationToken)
    {
        ObjectKey key = WorkloadObjects.KeyOf(pod);
        JsonObject binding = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Binding",
            ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace },
            ["target"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = ResourceType.Node.Kind, ["name"] = node.Name },
        };
        await _client.CreateSubresourceAsync(new ResourceRef(ResourceType.Pod, key.Name, key.Namespace, "binding"), binding, cancellationToken)
            .ConfigureAwait(false);
        await _events.NormalAsync(
            ResourceType.Pod, pod, "Scheduled", $"Successfully assigned {key.Path} to {node.Name}", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says in the pod's condition, and in an event, why it has no node; once for each reason.</summary>
    private async Task RefuseAsync(JsonObject pod, string why, CancellationToken cancellationToken)
    {
        JsonObject? before = Conditions.Find(pod, "PodScheduled");
        if (before.Text("message") == why)
        {
            return;
        }

        JsonObject status = pod["status"]?.DeepClone() as JsonObject ?? [];
        JsonArray conditions =
        [
            .. (status["conditions"] as JsonArray ?? [])
                .Where(condition => condition.Text("type") != "PodScheduled")
                .Select(condition => condition!.DeepClone()),
            new JsonObject
            {
                ["type"] = "PodScheduled",
                ["status"] = "False",
                ["lastTransitionTime"] = before.Text("lastTransitionTime") ?? _client.Now,
                ["reason"] = "Unschedulable",
                ["message"] = why,
            },
        ];
        status["conditions"] = conditions;
        await _client.WriteStatusAsync(ResourceType.Pod, pod, status, cancellationToken).ConfigureAwait(false);
        await _events.WarnAsync(ResourceType.Pod, pod, "FailedScheduling", why, cancellationToken).ConfigureAwait(false);
    }

    private static string Explain((NodeInfo Node, string? WhyNot)[] judged)
    {
        if (judged.Length == 0)
        {
            return "no nodes available to schedule pods";
        }

        string[] reasons =
        [
            .. judged.GroupBy(one => one.WhyNot!, StringComparer.Ordinal)
                .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"))
                .Order(StringComparer.Ordinal),
        ];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"0/{judged.Length} nodes are available: {string.Join(", ", reasons)}. preemption: 0/{judged.Length} nodes are available: "
            + $"{judged.Length} Preemption is not helpful for scheduling.");
    }
}
