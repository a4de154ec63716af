using IstioGateway.Readiness;

namespace IstioGateway.Commands.Templates;

/// <summary>What is to be waited for in one cluster.</summary>
internal sealed record ReadyWaitRequest
{
    public required IstioCluster Cluster { get; init; }

    /// <summary>Name of the <c>Istio</c> resource.</summary>
    public required string Name { get; init; }

    /// <summary>The generation that must have been observed at least; 0 for whichever is current.</summary>
    public long Generation { get; init; }

    /// <summary>The template that is to be in force; <see langword="null"/> for Ready alone.</summary>
    public RolloutGoal? Goal { get; init; }

    /// <summary>Where dry-run pods are to show the template; <see langword="null"/> to end with the ConfigMap.</summary>
    public string? ProbeNamespace { get; init; }

    public bool FailFast { get; init; }

    public required TimeSpan Timeout { get; init; }
}
