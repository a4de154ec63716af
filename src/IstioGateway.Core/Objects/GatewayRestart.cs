namespace IstioGateway;

/// <summary>One pod of a gateway that was recreated, or would be.</summary>
public sealed record GatewayRestart
{
    /// <summary>The cluster.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Namespace of the pods and their owner.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Deployment; empty where the pod belongs to something else.</summary>
    public required string Deployment { get; init; }

    /// <summary>What the pods belong to, as <c>Deployment/edge</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of the pod as it was.</summary>
    public required string Pod { get; init; }

    /// <summary>The node it was on; empty if it was on none.</summary>
    public string Node { get; init; } = "";

    /// <summary>That node's kernel as reported; empty where it is not known.</summary>
    public string KernelVersion { get; init; } = "";

    /// <summary>Why it is recreated, in a sentence or two.</summary>
    public string Reason { get; init; } = "";

    /// <summary>How far it came.</summary>
    public required GatewayRestartAction Action { get; init; }

    /// <summary>Whether nothing was written: it is told what would be done.</summary>
    public bool DryRun { get; init; }

    /// <summary>Name of the pod in its place; empty while there is none.</summary>
    public string NewPod { get; init; } = "";

    /// <summary>The node the new pod is on; empty while it is on none.</summary>
    public string NewNode { get; init; } = "";

    /// <summary>That node's kernel as reported; empty where it is not known.</summary>
    public string NewKernelVersion { get; init; } = "";

    /// <summary>Whether the new pod carries the sysctl <c>net.ipv4.ip_unprivileged_port_start</c>; <see langword="null"/> while there is none.</summary>
    public bool? HasSysctl { get; init; }

    /// <summary>Whether the new pod is Ready.</summary>
    public bool Ready { get; init; }

    /// <summary>How long it took, from the first request to evict the pod.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Namespace and pod.</summary>
    public override string ToString() => $"{Namespace}/{Pod}";

    /// <summary>What is known of a pod that is to be recreated.</summary>
    internal static GatewayRestart Of(GatewayWorkloadStatus pod, GatewayRestartAction action) => new()
    {
        Cluster = pod.Cluster,
        Namespace = pod.Namespace,
        Deployment = pod.Deployment,
        Owner = pod.Owner,
        Pod = pod.Pod,
        Node = pod.Node,
        KernelVersion = pod.KernelVersion,
        Reason = pod.Reason,
        Action = action,
        DryRun = action == GatewayRestartAction.WouldRecreate,
    };
}

/// <summary>How far the recreation of a pod came.</summary>
public enum GatewayRestartAction
{
    /// <summary>It would be recreated; nothing was done.</summary>
    WouldRecreate,

    /// <summary>It was evicted, and another one is Ready in its place.</summary>
    Recreated,

    /// <summary>It is there as before: its disruption budget did not let it go.</summary>
    Blocked,

    /// <summary>It was evicted, and no other one became Ready in its place.</summary>
    NotReplaced,
}
