using IstioGateway.Publishing;

namespace IstioGateway.Commands.Publishing;

/// <summary>What is to be published to one cluster, and how.</summary>
internal sealed record PublishRequest
{
    public required IstioCluster Cluster { get; init; }

    /// <summary>The objects, in the order in which they were given.</summary>
    public required IReadOnlyList<ManifestObject> Manifests { get; init; }

    /// <summary>The namespace of objects that name none and need one.</summary>
    public required string DefaultNamespace { get; init; }

    /// <summary>Makes namespaces that are not there.</summary>
    public bool CreateNamespace { get; init; }

    /// <summary>Takes fields from other managers.</summary>
    public bool Force { get; init; }

    /// <summary>Lets the server check without storing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether this is <c>-WhatIf</c>.</summary>
    public bool OnlyAsking { get; init; }

    /// <summary>Waits for the Deployments.</summary>
    public bool Wait { get; init; }

    /// <summary>Deploys gateways that would not be injected.</summary>
    public bool SkipInjectionCheck { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Whether nothing will be stored.</summary>
    public bool IsRehearsal => DryRun || OnlyAsking;
}
