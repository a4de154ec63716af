namespace IstioGateway;

/// <summary>One thing that is to be said about the injection of a gateway.</summary>
public sealed record InjectionFinding
{
    /// <summary>Stable id; see <see cref="InjectionFindingIds"/>.</summary>
    public required string Id { get; init; }

    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>What is so, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; <see langword="null"/> when there is nothing to do.</summary>
    public string? Recommendation { get; init; }

    /// <summary>Severity, id and message on one line.</summary>
    public override string ToString() => $"{Severity} {Id}: {Message}";
}
