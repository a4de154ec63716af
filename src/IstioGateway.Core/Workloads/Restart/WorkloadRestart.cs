namespace IstioGateway.Workloads;

/// <summary>What is to be done to one workload.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Owner">The workload, as <c>Deployment/edge</c>; empty for pods that belong to nothing.</param>
/// <param name="Pods">The pods to recreate, in this order: those that serve nothing first.</param>
/// <param name="Objections">What is not done, and why.</param>
/// <param name="PodCount">How many pods it has.</param>
/// <param name="ReadyCount">How many of them are Ready.</param>
public sealed record WorkloadRestart(
    string Namespace,
    string Owner,
    IReadOnlyList<GatewayWorkloadStatus> Pods,
    IReadOnlyList<RestartObjection> Objections,
    int PodCount,
    int ReadyCount)
{
    /// <summary>Namespace and name.</summary>
    public override string ToString() => $"{Namespace}/{Owner[(Owner.IndexOf('/', StringComparison.Ordinal) + 1)..]}";
}

/// <summary>Why pods are not recreated, although something is to be done about them or all are asked for.</summary>
/// <param name="Pods">The pods, or the Deployment that has none.</param>
/// <param name="Reason">Why, in a sentence or two.</param>
/// <param name="Advice">What to do instead.</param>
public sealed record RestartObjection(IReadOnlyList<GatewayWorkloadStatus> Pods, string Reason, string Advice);
