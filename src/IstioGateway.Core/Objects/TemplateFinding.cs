namespace IstioGateway;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>It works, but not as the text suggests, or not everywhere.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Error,
}

/// <summary>One thing that is to be said about a template.</summary>
public sealed record TemplateFinding
{
    /// <summary>Stable id; see <see cref="FindingIds"/>.</summary>
    public required string Id { get; init; }

    /// <summary>How much it matters.</summary>
    public required FindingSeverity Severity { get; init; }

    /// <summary>Line, from 1; <see langword="null"/> when it is about the whole text.</summary>
    public int? Line { get; init; }

    /// <summary>Column in UTF-16 code units, from 1; <see langword="null"/> when it is about the whole line or text.</summary>
    public int? Column { get; init; }

    /// <summary>What is so, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; <see langword="null"/> when there is nothing to do.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The template it is about: a path, a place in a cluster, <c>-Template</c>; <see langword="null"/> where only one can be meant.</summary>
    public string? Source { get; init; }

    /// <summary>Position, id and message on one line, as compilers write them.</summary>
    public override string ToString() => Line is null
        ? $"{Severity} {Id}: {Message}"
        : FormattableString.Invariant($"({Line},{Column ?? 1}): {Severity} {Id}: {Message}");
}
