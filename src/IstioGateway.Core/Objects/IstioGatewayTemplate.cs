namespace IstioGateway;

/// <summary>One injection template of a mesh: where it comes from, whether it still fits the Istio version, and who uses it.</summary>
public sealed record IstioGatewayTemplate
{
    /// <summary>The cluster.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Name of the <c>Istio</c> resource.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the template.</summary>
    public required string TemplateName { get; init; }

    /// <summary>Where it comes from.</summary>
    public required TemplateSource Source { get; init; }

    /// <summary>Its text: as the <c>Istio</c> resource has it, or as the injector ConfigMap has it for a default.</summary>
    public required string Template { get; init; }

    /// <summary>SHA-256 of the text's UTF-8, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The Istio version of the active revision.</summary>
    public string? IstioVersion { get; init; }

    /// <summary>The Istio versions whose default the text is, or was before this module's changes; by hash, where known.</summary>
    public string? MatchesVersion { get; init; }

    /// <summary>
    /// Whether the injector ConfigMap, which istiod reads, holds this very text; <see langword="null"/> when it cannot be read.
    /// </summary>
    public bool? InForce { get; init; }

    /// <summary>Whether it differs from the running version's own default by more than this module's changes.</summary>
    public required TemplateDrift Drift { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public required string DriftReason { get; init; }

    /// <summary>Unified diff from the default, with the same changes, to the override; empty without drift.</summary>
    public string DriftDiff { get; init; } = "";

    /// <summary>
    /// The Deployments whose pods select it by their annotation, as <c>namespace/name</c>; <see langword="null"/> when they may
    /// not be listed.
    /// </summary>
    public IReadOnlyList<string>? Workloads { get; init; }

    /// <summary>What is to be said about the text.</summary>
    public IReadOnlyList<TemplateFinding> Findings { get; init; } = [];

    /// <summary>The resource as kubectl names it, and the template.</summary>
    public override string ToString() => $"istios.sailoperator.io/{Name}: {TemplateName} ({Source})";
}

/// <summary>Where a template comes from.</summary>
public enum TemplateSource
{
    /// <summary>It came with the Istio version.</summary>
    Default,

    /// <summary>The <c>Istio</c> resource sets it in place of the default of that name.</summary>
    Override,

    /// <summary>The <c>Istio</c> resource sets it under a name of its own; pods select it beside the default.</summary>
    Overlay,
}

/// <summary>Whether an override still fits the Istio version that runs.</summary>
public enum TemplateDrift
{
    /// <summary>It does, or there is nothing that could drift.</summary>
    None,

    /// <summary>It does not: the version's own default has another text.</summary>
    Drifted,

    /// <summary>The version's own default cannot be read.</summary>
    Unknown,
}
