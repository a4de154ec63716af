namespace IstioGateway;

/// <summary>An <c>Istio</c> resource's readiness as last seen.</summary>
public sealed record IstioStatus
{
    /// <summary>The cluster.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Name of the <c>Istio</c> resource.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Whether what was waited for is so: condition Ready is True and was observed for the generation that counts, and where
    /// a template was waited for, it is where istiod reads it.
    /// </summary>
    public required bool Ready { get; init; }

    /// <summary>The template whose rollout was waited for; <see langword="null"/> when it was Ready alone.</summary>
    public string? TemplateName { get; init; }

    /// <summary><c>status.state</c>, such as <c>Healthy</c>.</summary>
    public string? State { get; init; }

    /// <summary><c>spec.version</c>.</summary>
    public string? Version { get; init; }

    /// <summary><c>status.activeRevisionName</c>.</summary>
    public string? ActiveRevision { get; init; }

    /// <summary><c>metadata.generation</c>; 0 when the resource was never seen.</summary>
    public long Generation { get; init; }

    /// <summary><c>status.observedGeneration</c>; <see langword="null"/> when the operator has not written one.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary><c>status.conditions</c> in the server's order.</summary>
    public IReadOnlyList<IstioCondition> Conditions { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public required ReadyStage Stage { get; init; }

    /// <summary>The same, as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Time since the wait began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>The resource as kubectl names it, and the sentence.</summary>
    public override string ToString() => $"istios.sailoperator.io/{Name}: {Reason}";
}

/// <summary>Where an <c>Istio</c> resource stands on its way to Ready, in the order of a rollout.</summary>
public enum ReadyStage
{
    /// <summary>It has not been seen: the server has given no answer yet.</summary>
    Unseen,

    /// <summary>It does not have the template that is waited for.</summary>
    WaitingForTemplate,

    /// <summary>The operator has not looked at the generation that counts.</summary>
    WaitingForOperator,

    /// <summary>The active revision does not carry the template, or the operator has not installed it, or istiod is not ready.</summary>
    WaitingForRevision,

    /// <summary>The ConfigMap that istiod reads does not hold the template.</summary>
    WaitingForConfigMap,

    /// <summary>The operator has looked, and it is not Ready.</summary>
    NotReady,

    /// <summary>Dry-run pods do not all carry the template yet.</summary>
    VerifyingInjection,

    /// <summary>It is Ready.</summary>
    Ready,
}

/// <summary>One entry of <c>status.conditions</c>.</summary>
public sealed record IstioCondition
{
    /// <summary>Type, such as <c>Ready</c> or <c>Reconciled</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Reason, one word.</summary>
    public string? Reason { get; init; }

    /// <summary>Message for people.</summary>
    public string? Message { get; init; }

    internal bool IsTrue => string.Equals(Status, "True", StringComparison.OrdinalIgnoreCase);

    internal bool IsFalse => string.Equals(Status, "False", StringComparison.OrdinalIgnoreCase);

    /// <summary>Such as <c>Ready=False (IstiodNotReady: 0 of 1 replicas)</c>.</summary>
    public override string ToString()
    {
        string[] words = [.. new[] { Reason, Message }.OfType<string>().Where(word => word.Length > 0)];
        return words.Length == 0 ? $"{Type}={Status}" : $"{Type}={Status} ({string.Join(": ", words)})";
    }
}
