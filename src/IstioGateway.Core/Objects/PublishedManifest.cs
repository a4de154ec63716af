namespace IstioGateway;

/// <summary>What became of one object that was published to a cluster.</summary>
public sealed record PublishedManifest
{
    /// <summary>The cluster.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Group and version, such as <c>apps/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind, such as <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its namespace; <see langword="null"/> for kinds that have none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What was done, or in a dry run would be.</summary>
    public required PublishAction Action { get; init; }

    /// <summary>Whether nothing was stored: <c>-DryRun</c> or <c>-WhatIf</c>.</summary>
    public bool DryRun { get; init; }

    /// <summary>The difference to what the cluster had, as a unified diff of YAML; empty where there is none.</summary>
    public string Diff { get; init; } = "";

    /// <summary>Why it failed or was skipped; empty otherwise.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The field managers whose values stand in the way, where that is why it failed.</summary>
    public IReadOnlyList<string> Managers { get; init; } = [];

    /// <summary>The server's warnings about it, word for word.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Kind, place and action on one line.</summary>
    public override string ToString() =>
        $"{Kind} {(Namespace is null ? Name : $"{Namespace}/{Name}")}: {Action}{(DryRun ? " (dry run)" : "")}{(Reason.Length == 0 ? "" : $": {Reason}")}";
}

/// <summary>What was done with an object.</summary>
public enum PublishAction
{
    /// <summary>It was not there and is now.</summary>
    Created,

    /// <summary>It was there and is different now.</summary>
    Configured,

    /// <summary>It was there as wanted.</summary>
    Unchanged,

    /// <summary>It could not be applied; an error says why.</summary>
    Failed,

    /// <summary>It was not tried, or not wanted; the reason says why.</summary>
    Skipped,
}
