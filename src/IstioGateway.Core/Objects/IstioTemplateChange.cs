namespace IstioGateway;

/// <summary>What was done (or, in a dry run, would be done) to a template of an <c>Istio</c> resource.</summary>
public sealed class IstioTemplateChange
{
    /// <summary>The cluster.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Name of the <c>Istio</c> resource.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the resource was written; false when it already held the template.</summary>
    public required bool Changed { get; init; }

    /// <summary>Whether the server only answered what it would do.</summary>
    public bool DryRun { get; init; }

    /// <summary><c>metadata.generation</c> afterwards; waiting for Ready starts from here.</summary>
    public required long Generation { get; init; }

    /// <summary>The key under <c>spec.values.sidecarInjectorWebhook.templates</c>.</summary>
    public required string TemplateName { get; init; }

    /// <summary>SHA-256 of the override before, lower-case hex; <see langword="null"/> when there was none.</summary>
    public string? PreviousSha256 { get; init; }

    /// <summary>SHA-256 of the override now, lower-case hex; <see langword="null"/> when there is none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Unified diff of the override; empty when nothing changed.</summary>
    public string Diff { get; init; } = "";

    /// <summary>What that changes in the pod of a usual gateway, one field each; empty where it cannot be worked out.</summary>
    public IReadOnlyList<string> PodChanges { get; init; } = [];

    /// <summary>The file that holds the override as it was before, if one was asked for.</summary>
    public string? BackupPath { get; init; }

    /// <summary>The resource as kubectl names it.</summary>
    public override string ToString() => $"istios.sailoperator.io/{Name}";
}
