namespace IstioGateway.Workloads;

/// <summary>Which gateways are meant.</summary>
public sealed record WorkloadQuery
{
    /// <summary>The namespaces to ask, one by one; <see langword="null"/> to ask for all at once.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>Whether a namespace is meant.</summary>
    public Func<string, bool> AcceptsNamespace { get; init; } = static _ => true;

    /// <summary>Whether a workload of this name is meant: a Deployment, or what else a pod belongs to, or the pod that belongs to nothing.</summary>
    public Func<string, bool> AcceptsName { get; init; } = static _ => true;
}

/// <summary>Something that would have been good to know and could not be read, so that less is known of the pods.</summary>
/// <param name="What">What.</param>
/// <param name="Failure">Why.</param>
public sealed record WorkloadGap(WorkloadGapKind What, Clusters.ClusterException Failure);

/// <summary>What could not be read.</summary>
public enum WorkloadGapKind
{
    /// <summary>The nodes, so that kernels are not known.</summary>
    Nodes,

    /// <summary>Events, so that pods are judged by their status alone.</summary>
    Events,

    /// <summary>What pods made now would be.</summary>
    FreshPods,

    /// <summary>A namespace's labels.</summary>
    Namespaces,
}
