namespace IstioGateway;

/// <summary>One pod of a gateway, or a gateway's Deployment that has no pods: what it is, whether it starts, and what to do about it.</summary>
public sealed record GatewayWorkloadStatus
{
    /// <summary>The cluster.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Namespace of the pod and its owner.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the Deployment; empty where the pod belongs to something else.</summary>
    public required string Deployment { get; init; }

    /// <summary>What the pod belongs to, as <c>Deployment/edge</c> or <c>DaemonSet/edge</c>; empty for a pod that nobody makes again.</summary>
    public required string Owner { get; init; }

    /// <summary>Name of the pod; empty for a Deployment without pods.</summary>
    public required string Pod { get; init; }

    /// <summary>Who makes it a gateway.</summary>
    public required GatewayWorkloadKind Kind { get; init; }

    /// <summary>Whether the pod was injected: its image is a real one, and istiod has left its annotation.</summary>
    public bool Injected { get; init; }

    /// <summary>The templates it selects, separated by commas; empty where it leaves that to the mesh.</summary>
    public string Template { get; init; } = "";

    /// <summary>The revision of Istio that made it; empty where that is not told.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The node it was scheduled to; empty before that.</summary>
    public string Node { get; init; } = "";

    /// <summary>The node's kernel as reported; empty where it is not known.</summary>
    public string KernelVersion { get; init; } = "";

    /// <summary>Whether gateway pods on that node need the changed template.</summary>
    public TemplateRequirement RequiresTemplate { get; init; } = TemplateRequirement.Unknown;

    /// <summary>Whether it carries the sysctl <c>net.ipv4.ip_unprivileged_port_start</c>.</summary>
    public bool HasSysctl { get; init; }

    /// <summary>The pod's <c>status.phase</c>; empty without a pod.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Whether the pod is Ready.</summary>
    public bool Ready { get; init; }

    /// <summary>Whether it can start where it is; <see langword="null"/> where that cannot be told.</summary>
    public bool? CanStart { get; init; }

    /// <summary>Whether its proxy can listen on ports below 1024; <see langword="null"/> where that cannot be told.</summary>
    public PortBinding? PrivilegedPorts { get; init; }

    /// <summary>How it is, in a sentence or two; with the pod's own words where it does not run.</summary>
    public required string Reason { get; init; }

    /// <summary>What is to be done.</summary>
    public required GatewayWorkloadAction Action { get; init; }

    /// <summary>The same, as a sentence; empty where nothing is to be done.</summary>
    public string Advice { get; init; } = "";

    /// <summary>The pod's <c>metadata.uid</c>, by which a pod of the same name made later is told from this one.</summary>
    internal string Uid { get; init; } = "";

    /// <summary>Whether the pod is being deleted.</summary>
    internal bool IsLeaving { get; init; }

    /// <summary>What the pod has shown to be behind it where it does not run; the rule alone knows no more than <c>CanStart</c>.</summary>
    internal Workloads.PodTroubleKind Trouble { get; init; }

    /// <summary>Namespace and name.</summary>
    public override string ToString() => $"{Namespace}/{(Pod.Length > 0 ? Pod : Deployment)}";
}

/// <summary>Who makes a workload a gateway.</summary>
public enum GatewayWorkloadKind
{
    /// <summary>The injection webhook, by a template that the pods select.</summary>
    Injected,

    /// <summary>istiod, which makes the Deployment from a <c>Gateway</c> of the Gateway API.</summary>
    GatewayApi,
}

/// <summary>What is to be done about a gateway's pod.</summary>
public enum GatewayWorkloadAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Recreate the pod: a pod made now is another, and can start.</summary>
    Recreate,

    /// <summary>Change the template first: a pod made now carries the sysctl again.</summary>
    SetTemplate,

    /// <summary>Mend the Deployment: as it stands no pod of it can become a gateway.</summary>
    FixDeployment,

    /// <summary>Mend the namespace: it keeps injection or the mesh's certificates away.</summary>
    FixNamespace,

    /// <summary>Give the <c>Gateway</c> of the Gateway API parameters without the sysctl: no template reaches it.</summary>
    FixGateway,

    /// <summary>Look into it: what is wrong is nothing that this module knows how to mend.</summary>
    Investigate,
}
