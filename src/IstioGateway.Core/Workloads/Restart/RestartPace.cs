namespace IstioGateway.Workloads;

/// <summary>How long the recreation of one pod may take, and how often is looked.</summary>
public sealed record RestartPace
{
    /// <summary>Longest time for one pod, from the first request to evict it until another one is Ready in its place.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The first pause between two requests; each is twice the one before.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between two requests; kubectl drain asks every 5 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told what is waited for, in a sentence. It must not block.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Told what could not be read beside the pods, each time it is tried. It must not block.</summary>
    public Action<WorkloadGap>? Gap { get; init; }
}
