namespace IstioGateway;

/// <summary>What becomes of a gateway's pod when it is created now, by the API server's own dry run.</summary>
public sealed record GatewayInjection
{
    /// <summary>The cluster.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>The namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The workload, such as <c>Deployment/istio-ingressgateway</c>; <c>sample</c> for the built-in one.</summary>
    public required string Workload { get; init; }

    /// <summary>Whether it was injected as a gateway and nothing stands in its way: there is no finding of severity Error.</summary>
    public bool Works => Injected && !Findings.Any(finding => finding.Severity == FindingSeverity.Error);

    /// <summary>Whether istiod injected the pod.</summary>
    public bool Injected { get; init; }

    /// <summary>The revision that injected it; <see langword="null"/> when none did.</summary>
    public string? Revision { get; init; }

    /// <summary>The templates that the pod selects; empty when it selects none.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>The proxy's image; <see langword="null"/> when there is no pod, or no proxy in it.</summary>
    public string? Image { get; init; }

    /// <summary>The pod's securityContext, JSON; empty when it has none.</summary>
    public string PodSecurityContext { get; init; } = "";

    /// <summary>The securityContext of container <c>istio-proxy</c>, JSON; empty when it has none.</summary>
    public string ContainerSecurityContext { get; init; } = "";

    /// <summary>Whether it can listen below 1024 on a kernel before 4.11; <see langword="null"/> when there is no proxy.</summary>
    public PortBinding? OldKernel { get; init; }

    /// <summary>Whether it can listen below 1024 on a kernel from 4.11 on; <see langword="null"/> when there is no proxy.</summary>
    public PortBinding? NewKernel { get; init; }

    /// <summary>Names of the nodes that can take the pod and on which it starts, sorted; <see langword="null"/> when nodes may not be listed.</summary>
    public IReadOnlyList<string>? Nodes { get; init; }

    /// <summary>Names of the nodes that can take the pod but on which it does not start, sorted.</summary>
    public IReadOnlyList<string> NodesThatCannotStart { get; init; } = [];

    /// <summary>Every node, with the reason for what is said of it.</summary>
    public IReadOnlyList<GatewayNode> NodeResults { get; init; } = [];

    /// <summary>Names of running pods of the workload that were made with another security context, sorted.</summary>
    public IReadOnlyList<string> StalePods { get; init; } = [];

    /// <summary>What is to be said.</summary>
    public IReadOnlyList<InjectionFinding> Findings { get; init; } = [];

    /// <summary>The workload and the verdict.</summary>
    public override string ToString() => $"{Namespace}/{Workload}: {(Works ? "works" : Injected ? "injected, with errors" : "not injected")}";
}

/// <summary>A node, and what becomes of the gateway's pod there.</summary>
public sealed record GatewayNode
{
    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Its kernel, as reported.</summary>
    public required string KernelVersion { get; init; }

    /// <summary>Whether the scheduler may place the pod there.</summary>
    public required bool TakesPod { get; init; }

    /// <summary>Whether the pod can listen below 1024 there; <see langword="null"/> when it does not get there, or the kernel cannot be read.</summary>
    public PortBinding? PrivilegedPorts { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
