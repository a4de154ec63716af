namespace IstioGateway.Templates;

/// <summary>What is to become of one template of an <c>Istio</c> resource, and what there was when it was planned.</summary>
public sealed record TemplateChangePlan
{
    /// <summary>Name of the <c>Istio</c> resource.</summary>
    public required string IstioName { get; init; }

    /// <summary>Name of the template.</summary>
    public required string TemplateName { get; init; }

    /// <summary>The override there is; <see langword="null"/> for none, so that the default is in force.</summary>
    public required string? Current { get; init; }

    /// <summary>The override there shall be; <see langword="null"/> for none.</summary>
    public required string? Desired { get; init; }

    /// <summary>Whether there is nothing to do.</summary>
    public bool Unchanged => Current == Desired;

    /// <summary><c>metadata.resourceVersion</c> as read: the write is refused if someone else wrote since.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary><c>metadata.generation</c> as read.</summary>
    public required long Generation { get; init; }

    /// <summary><c>spec.version</c>.</summary>
    public required string? IstioVersion { get; init; }

    /// <summary><c>status.activeRevisionName</c>; <see langword="null"/> when there is none yet.</summary>
    public string? Revision { get; init; }

    /// <summary>The namespace in which the mesh is installed.</summary>
    public string? Namespace { get; init; }

    /// <summary>The other templates that the resource sets, with their text; a change leaves them as they are.</summary>
    public required IReadOnlyDictionary<string, string> OtherTemplates { get; init; }

    /// <summary>Their names, sorted.</summary>
    public IReadOnlyList<string> OtherTemplateNames => [.. OtherTemplates.Keys.Order(StringComparer.Ordinal)];

    /// <summary>SHA-256 of <see cref="Current"/>, lower-case hex; <see langword="null"/> for none.</summary>
    public string? CurrentSha256 => Current is null ? null : TemplateText.HashOf(Current);

    /// <summary>SHA-256 of <see cref="Desired"/>, lower-case hex; <see langword="null"/> for none.</summary>
    public string? DesiredSha256 => Desired is null ? null : TemplateText.HashOf(Desired);
}

/// <summary>What became of a plan.</summary>
public sealed record TemplateChangeOutcome
{
    /// <summary>Whether the resource holds (or, in a dry run, would hold) something else than when it was planned.</summary>
    public required bool Changed { get; init; }

    /// <summary>Whether the server only answered what it would do.</summary>
    public required bool DryRun { get; init; }

    /// <summary><c>metadata.generation</c> afterwards; a dry run answers the one there would be.</summary>
    public required long Generation { get; init; }

    /// <summary>The server's warnings, word for word.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
