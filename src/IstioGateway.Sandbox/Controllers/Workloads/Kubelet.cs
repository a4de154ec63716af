using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Plays the kubelets of all nodes: a pod that has a node gets a sandbox, then its containers run and are ready, or not, with
/// kubelet's own events. Nothing runs in truth: no volume is mounted, no probe is made, nothing ever ends by itself.
/// </summary>
internal sealed class Kubelet(ControllerContext context, NodeCache nodes)
{
    private readonly WorkloadClient _client = new(context, "kubelet");
    private readonly EventRecorder _events = new(context, "kubelet", "kubelet");
    private readonly EventRecorder _proxyEvents = new(context, "kubelet", "istio-proxy");

    /// <summary>Brings a pod as far as it gets.</summary>
    public async Task ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        JsonObject? pod = await _client.FindAsync(ResourceType.Pod, key, cancellationToken).ConfigureAwait(false);
        if (pod?.Text("spec", "nodeName") is not { Length: > 0 } name || !WorkloadObjects.IsActive(pod)
            || await nodes.FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } node)
        {
            return;
        }

        string? failure = pod.Text("status", "phase") == "Running" ? null : SandboxFailure.Of(pod, node);
        PodStatus maker = new(pod, node, failure is null, _client.Clock);
        JsonObject status = maker.Make();
        bool running = status.Text("phase") == "Running";
        string? unbound = running ? await JudgePortsAsync(pod, node, status, cancellationToken).ConfigureAwait(false) : null;
        if (JsonNode.DeepEquals(pod["status"], status))
        {
            return;
        }

        await _client.WriteStatusAsync(ResourceType.Pod, pod, status, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            await _events.WriteAsync(ResourceType.Pod, pod, "Warning", "FailedCreatePodSandBox", failure, null, name, cancellationToken)
                .ConfigureAwait(false);
        }

        foreach ((JsonObject container, ContainerOutcome outcome) in maker.Moved)
        {
            await TellAsync(pod, container, outcome, name, cancellationToken).ConfigureAwait(false);
        }

        if (unbound is not null)
        {
            await _proxyEvents.WriteAsync(
                ResourceType.Pod, pod, "Warning", "BindFailed", unbound, "spec.containers{istio-proxy}", name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts the condition of privileged ports into a status.</summary>
    /// <returns>What cannot be bound, if that is news.</returns>
    private async Task<string?> JudgePortsAsync(JsonObject pod, NodeInfo node, JsonObject status, CancellationToken cancellationToken)
    {
        IReadOnlyList<JsonObject> services = await _client.ListAsync(
            ResourceType.Service, WorkloadObjects.KeyOf(pod).Namespace, cancellationToken).ConfigureAwait(false);
        JsonObject? condition = PrivilegedPorts.Judge(pod, node, services);
        JsonObject? before = Conditions.Find(pod, PrivilegedPorts.ConditionType);
        JsonArray conditions = status["conditions"]!.AsArray();
        conditions.Remove(conditions.FirstOrDefault(one => one.Text("type") == PrivilegedPorts.ConditionType));
        if (condition is null)
        {
            return null;
        }

        string state = condition.Text("status")!;
        condition["lastTransitionTime"] = before.Text("status") == state ? before.Text("lastTransitionTime") : _client.Now;
        conditions.Add(condition);
        return state == "False" && before.Text("message") != condition.Text("message") ? condition.Text("message") : null;
    }

    private async Task TellAsync(JsonObject pod, JsonObject container, ContainerOutcome outcome, string node, CancellationToken cancellationToken)
    {
        string name = container.Text("name") ?? "";
        string image = container.Text("image") ?? "";
        (string Level, string Reason, string Message)[] events = outcome.Reason switch
        {
            null =>
            [
                ("Normal", "Pulled", $"Container image \"{image}\" already present on machine"),
                ("Normal", "Created", $"Created container {name}"),
                ("Normal", "Started", $"Started container {name}"),
            ],
            ContainerOutcome.ErrImagePull =>
            [
                ("Normal", "Pulling", $"Pulling image \"{image}\""),
                ("Warning", "Failed", $"Failed to pull image \"{image}\": {outcome.Message}"),
                ("Warning", "Failed", "Error: ErrImagePull"),
            ],
            ContainerOutcome.ImagePullBackOff =>
            [
                ("Normal", "BackOff", $"Back-off pulling image \"{image}\""),
                ("Warning", "Failed", "Error: ImagePullBackOff"),
            ],
            ContainerOutcome.CreateContainerConfigError =>
            [
                ("Normal", "Pulled", $"Container image \"{image}\" already present on machine"),
                ("Warning", "Failed", "Error: " + outcome.Message),
            ],
            _ => [],
        };
        foreach ((string level, string reason, string message) in events)
        {
            await _events.WriteAsync(ResourceType.Pod, pod, level, reason, message, $"spec.containers{{{name}}}", node, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
