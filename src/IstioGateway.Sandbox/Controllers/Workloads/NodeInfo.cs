using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kernels;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>What the scheduler and the kubelets look at in a node.</summary>
internal sealed record NodeInfo
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Labels.</summary>
    public required JsonObject Labels { get; init; }

    /// <summary>Taints that keep pods away: NoSchedule and NoExecute; a node that is not ready has one of its own.</summary>
    public required IReadOnlyList<JsonObject> Taints { get; init; }

    /// <summary>Whether it is cordoned.</summary>
    public required bool Unschedulable { get; init; }

    /// <summary>Kernel version as reported; empty when it is not.</summary>
    public required string Kernel { get; init; }

    /// <summary>Container runtime and version, such as <c>containerd://1.7.22</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>Its address in the cluster.</summary>
    public required string Address { get; init; }

    /// <summary>All of the above as text, to see whether it has changed.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Whether its kernel is known to lack <c>net.ipv4.ip_unprivileged_port_start</c>.</summary>
    public bool HasOldKernel => KernelVersion.TryParse(Kernel, out KernelVersion? version) && version < KernelRule.DefaultMinimum;

    /// <summary>Whether its runtime opens ports below 1024 by itself: containerd from 2.0 on (enable_unprivileged_ports).</summary>
    public bool OpensPorts
    {
        get
        {
            const string Containerd = "containerd://";
            return Runtime.StartsWith(Containerd, StringComparison.Ordinal)
                && Version.TryParse(Runtime[Containerd.Length..].Split('-', '+')[0], out Version? version)
                && version.Major >= 2;
        }
    }

    /// <summary>Reads a node.</summary>
    public static NodeInfo Of(JsonObject node)
    {
        bool ready = Conditions.Find(node, "Ready") is not { } condition || condition.Text("status") == "True";
        JsonObject[] taints =
        [
            .. (node.At("spec", "taints") as JsonArray ?? []).OfType<JsonObject>()
                .Where(taint => taint.Text("effect") is "NoSchedule" or "NoExecute")
                .Select(taint => taint.DeepClone().AsObject()),
            .. ready ? Array.Empty<JsonObject>() : [new JsonObject { ["key"] = NotReady, ["effect"] = "NoSchedule" }],
        ];
        JsonObject labels = node.At("metadata", "labels")?.DeepClone() as JsonObject ?? [];
        bool unschedulable = node.At("spec", "unschedulable") is JsonValue flag && flag.TryGetValue(out bool set) && set;
        string kernel = node.Text("status", "nodeInfo", "kernelVersion") ?? "";
        string runtime = node.Text("status", "nodeInfo", "containerRuntimeVersion") ?? "";
        return new NodeInfo
        {
            Name = node.Text("metadata", "name") ?? "",
            Labels = labels,
            Taints = taints,
            Unschedulable = unschedulable,
            Kernel = kernel,
            Runtime = runtime,
            Address = (node.At("status", "addresses") as JsonArray ?? [])
                .FirstOrDefault(address => address.Text("type") == "InternalIP").Text("address") ?? "",
            Fingerprint = string.Join(
                '\n', [labels.ToJsonString(), .. taints.Select(taint => taint.ToJsonString()), unschedulable.ToString(), kernel, runtime]),
        };
    }
}
