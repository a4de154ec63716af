using IstioGateway.Workloads;

namespace IstioGateway.Commands.Workloads;

/// <summary>What is to be recreated in one cluster.</summary>
internal sealed record RestartRequest
{
    /// <summary>The cluster.</summary>
    public required IstioCluster Cluster { get; init; }

    /// <summary>Namespaces, or wildcards; <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>Names of workloads, or wildcards; <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>The pods that were piped, and Deployments without pods; <see langword="null"/> where names say what is meant.</summary>
    public IReadOnlyList<GatewayWorkloadStatus>? Piped { get; init; }

    /// <summary>Which of their pods.</summary>
    public required RestartChoice Choice { get; init; }

    /// <summary>Longest time for one pod, and for the reading before.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether this is <c>-WhatIf</c>.</summary>
    public bool OnlyAsking { get; init; }

    /// <summary>
    /// Whether a pod is meant: of the piped ones those that are still there, and all of a Deployment that had none. One from another
    /// session is known by its name alone.
    /// </summary>
    public bool IsMeant(GatewayWorkloadStatus pod) => Piped is null || Piped.Any(piped => piped.Namespace == pod.Namespace
        && (piped.Pod.Length == 0 ? piped.Owner == pod.Owner : piped.Pod == pod.Pod && (piped.Uid.Length == 0 || piped.Uid == pod.Uid)));
}
