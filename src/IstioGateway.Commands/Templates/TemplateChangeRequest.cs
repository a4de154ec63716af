using IstioGateway.Injection;

namespace IstioGateway.Commands.Templates;

/// <summary>What is to become of one template of one cluster.</summary>
internal sealed record TemplateChangeRequest
{
    public required IstioCluster Cluster { get; init; }

    public required string IstioName { get; init; }

    public required string TemplateName { get; init; }

    /// <summary>The text; <see langword="null"/> to remove the override.</summary>
    public required string? Desired { get; init; }

    /// <summary>The default that an override would replace, where it is known: the difference is shown against it.</summary>
    public string? InForce { get; init; }

    /// <summary>What the cluster's istiod injects with, where it is known.</summary>
    public InjectionSettings? Settings { get; init; }

    /// <summary>
    /// Whether it is an undo: the difference is then shown against the default that it falls back to or leaves, where that can
    /// be read.
    /// </summary>
    public bool IsUndo { get; init; }

    /// <summary>What the command has worked out so far by rendering.</summary>
    public RenderMemo Memo { get; init; } = new();

    public bool DryRun { get; init; }

    /// <summary>Whether nothing is to be done but to say what would be (<c>-WhatIf</c>).</summary>
    public bool OnlyAsking { get; init; }

    public string? BackupFolder { get; init; }

    public bool Force { get; init; }
}
