using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Publishing;

namespace IstioGateway.Commands.Publishing;

/// <summary>One object on its way to a cluster.</summary>
/// <param name="Manifest">As it was given.</param>
/// <param name="Body">As it is sent, with its namespace.</param>
/// <param name="Type">Its type; <see langword="null"/> before that is known.</param>
/// <param name="Namespace">Its namespace, if it has one.</param>
internal sealed record PublishItem(ManifestObject Manifest, JsonObject Body, ResourceType? Type, string? Namespace)
{
    /// <summary>A record about it, to be completed.</summary>
    public PublishedManifest Record(IstioCluster cluster) => new()
    {
        Cluster = cluster,
        ApiVersion = Manifest.ApiVersion,
        Kind = Manifest.Kind,
        Namespace = Namespace,
        Name = Manifest.Name,
        Action = PublishAction.Skipped,
    };

    /// <summary>Kind and place, for messages.</summary>
    public override string ToString() => Namespace is null ? $"{Manifest.Kind} {Manifest.Name}" : $"{Manifest.Kind} {Namespace}/{Manifest.Name}";
}

/// <summary>A Deployment that was applied.</summary>
/// <param name="Record">What was told of it.</param>
/// <param name="Resource">Where it is.</param>
/// <param name="Generation">Its generation as applied.</param>
internal sealed record DeploymentTarget(PublishedManifest Record, ResourceRef Resource, long Generation);
