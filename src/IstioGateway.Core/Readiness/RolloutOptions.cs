using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>How to wait for a template to be in force, beyond the operator's word.</summary>
public sealed record RolloutOptions
{
    /// <summary>
    /// Dry-run pods in a row that must carry the template. Which replica of istiod answers is not ours to choose: with two of
    /// them that are asked at random, eight in a row leave out one of them in less than one case in a hundred.
    /// </summary>
    public const int DefaultProbesInARow = 8;

    /// <summary>What is to be in force.</summary>
    public required RolloutGoal Goal { get; init; }

    /// <summary>Reads the injector ConfigMap as istiod does.</summary>
    public required IYamlCodec Yaml { get; init; }

    /// <summary>Whether the wait ends when it meets trouble that lasts, rather than at the timeout.</summary>
    public bool FailFast { get; init; }

    /// <summary>Asks for a dry-run pod; <see langword="null"/> to end with the ConfigMap.</summary>
    public IInjectionProbe? Probe { get; init; }

    /// <summary>How many probes in a row must carry the template; at least one.</summary>
    public int ProbesInARow { get; init; } = DefaultProbesInARow;

    /// <summary>Time between a probe that does not carry the template, or fails, and the next one.</summary>
    public TimeSpan ProbePause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Told what somebody should know at once, each thing once. Called on any thread; it must not block.</summary>
    public Action<RolloutWarning>? Warn { get; init; }

    /// <summary>Told why older revisions are not looked for, where they may not be listed. Called on any thread; it must not block.</summary>
    public Action<ClusterException>? OlderDenied { get; init; }

    /// <summary>
    /// How many probes in a row leave out one of several replicas in less than one case in a hundred, when each is asked at random:
    /// the smallest n with r(1 - 1/r)^n below 0.01.
    /// </summary>
    /// <param name="replicas">Replicas of istiod; at least one.</param>
    public static int ProbesFor(int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        return replicas == 1 ? 1 : (int)Math.Ceiling(Math.Log(0.01 / replicas) / Math.Log(1 - (1.0 / replicas)));
    }
}
