using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Api.Tables;

/// <summary>
/// The columns of pods, of what makes them, and of events, as kubectl shows them. Source: kubernetes
/// pkg/printers/internalversion/printers.go; descriptions shortened.
/// </summary>
internal static class WorkloadTables
{
    private const string None = "<none>";

    /// <summary>Pods.</summary>
    public static TableLayout Pods { get; } = new(
        [
            GenericTable.NameColumn,
            Column("Ready", "The aggregate readiness state of this pod for accepting traffic."),
            Column("Status", "The aggregate status of the containers in this pod."),
            Column("Restarts", "The number of times the containers in this pod have been restarted."),
            Age,
            Column("IP", "Address of the pod.", 1),
            Column("Node", "Node that the pod is on.", 1),
            Column("Nominated Node", "Node that the pod may get by preemption.", 1),
            Column("Readiness Gates", "Further conditions of readiness.", 1),
        ],
        pod =>
        [
            GenericTable.Text(pod, "metadata.name"), Ready(pod), Status(pod), "0", TableLayout.Age,
            pod.Text("status", "podIP") ?? None, pod.Text("spec", "nodeName") ?? None, None, None,
        ]);

    /// <summary>Deployments.</summary>
    public static TableLayout Deployments { get; } = new(
        [
            GenericTable.NameColumn,
            Column("Ready", "Number of the pod with ready state"),
            Column("Up-to-date", "Pods that have the desired template."),
            Column("Available", "Available pods."),
            Age,
            Column("Containers", "Names of each container in the template.", 1),
            Column("Images", "Images referenced by each container in the template.", 1),
            Column("Selector", "Label selector for pods.", 1),
        ],
        deployment =>
        [
            GenericTable.Text(deployment, "metadata.name"),
            string.Create(CultureInfo.InvariantCulture, $"{Count(deployment, "readyReplicas")}/{deployment.Number("spec", "replicas") ?? 1}"),
            Count(deployment, "updatedReplicas"), Count(deployment, "availableReplicas"), TableLayout.Age,
            Containers(deployment, "name"), Containers(deployment, "image"), Selector(deployment),
        ]);

    /// <summary>ReplicaSets.</summary>
    public static TableLayout ReplicaSets { get; } = new(
        [
            GenericTable.NameColumn,
            Column("Desired", "Desired pods."),
            Column("Current", "Present pods."),
            Column("Ready", "Ready pods."),
            Age,
            Column("Containers", "Names of each container in the template.", 1),
            Column("Images", "Images referenced by each container in the template.", 1),
            Column("Selector", "Label selector for pods.", 1),
        ],
        set =>
        [
            GenericTable.Text(set, "metadata.name"), set.Number("spec", "replicas") ?? 1, Count(set, "replicas"), Count(set, "readyReplicas"),
            TableLayout.Age, Containers(set, "name"), Containers(set, "image"), Selector(set),
        ]);

    private static TableColumn Age => new("Age", "string", "", GenericTable.AgeDescription, 0);

    private static TableColumn Column(string name, string description, int priority = 0) => new(name, "string", "", description, priority);

    private static long Count(JsonObject value, string name) => value.Number("status", name) ?? 0;

    private static string Ready(JsonObject pod)
    {
        int all = (pod.At("spec", "containers") as JsonArray)?.Count ?? 0;
        int ready = (pod.At("status", "containerStatuses") as JsonArray ?? []).Count(status => status?["ready"]?.GetValueKind() == JsonValueKind.True);
        return string.Create(CultureInfo.InvariantCulture, $"{ready}/{all}");
    }

    /// <summary>What the pod's containers wait for says more than its phase.</summary>
    private static string Status(JsonObject pod) =>
        (pod.At("status", "initContainerStatuses") as JsonArray ?? []).Select(status => status.Text("state", "waiting", "reason"))
            .FirstOrDefault(reason => reason is not (null or "PodInitializing" or "ContainerCreating")) is { } initial
            ? "Init:" + initial
            : (pod.At("status", "containerStatuses") as JsonArray ?? []).Select(status => status.Text("state", "waiting", "reason"))
                .FirstOrDefault(reason => reason is not null)
                ?? pod.Text("status", "reason") ?? pod.Text("status", "phase") ?? "Unknown";

    private static string Containers(JsonObject workload, string field) => string.Join(
        ',', (workload.At("spec", "template", "spec", "containers") as JsonArray ?? []).Select(container => container.Text(field)));

    private static string Selector(JsonObject workload) =>
        workload.At("spec", "selector", "matchLabels") is JsonObject { Count: > 0 } labels
            ? string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))
            : None;
}
