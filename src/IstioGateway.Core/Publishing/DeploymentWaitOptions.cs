using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>How to wait for a Deployment.</summary>
internal sealed record DeploymentWaitOptions
{
    /// <summary>When to give up.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The generation that the change made; what is older does not count.</summary>
    public long MinimumGeneration { get; init; }

    /// <summary>Longest time between two reads behind the watch, and between two looks at the pods.</summary>
    public TimeSpan PollInterval { get; init; } = Readiness.ReadyWaitOptions.DefaultPollInterval;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told what is waited for, when that changes.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Told what the wait does, for a debug stream. Called on any thread.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Told why the Deployment is not watched, where that is not allowed. Called on any thread; it must not block.</summary>
    public Action<ClusterException>? WatchDenied { get; init; }

    /// <summary>Told what of the pods and their surroundings may not be read, each time it is tried. Called on any thread; it must not block.</summary>
    public Action<ClusterException>? LookDenied { get; init; }
}
