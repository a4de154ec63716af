using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>How to wait for Ready.</summary>
public sealed record ReadyWaitOptions
{
    /// <summary>The documented time: <c>kubectl wait --timeout=3m</c>.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    /// <summary>How often a resource is read behind its watch.</summary>
    public static readonly TimeSpan DefaultPollInterval = TimeSpan.FromSeconds(5);

    /// <summary>Longest time that can be waited, as timers count.</summary>
    public static readonly TimeSpan MaximumTimeout = TimeSpan.FromDays(24);

    /// <summary>When to give up; above zero, at most <see cref="MaximumTimeout"/>.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>The generation that must have been observed at least; 0 for whichever is current.</summary>
    public long MinimumGeneration { get; init; }

    /// <summary>Time between two reads behind the watch; a watch that fails in whatever way costs one of them at most.</summary>
    public TimeSpan PollInterval { get; init; } = DefaultPollInterval;

    /// <summary>The template whose rollout is waited for; <see langword="null"/> for Ready alone.</summary>
    public RolloutOptions? Rollout { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Told every state that is seen, and every failure to see one. Called on any
    /// thread, never two at a time; the wait stands still while it runs, so it must not block.
    /// </summary>
    public Action<IstioStatus>? Progress { get; init; }

    /// <summary>Told what the wait does, for a verbose stream. Called on any thread.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Told of what may not be watched, so that only reads see it change. Called on any thread; it must not block.</summary>
    public Action<ClusterException>? WatchDenied { get; init; }
}
