namespace IstioGateway;

/// <summary>One object that can be applied to a cluster, with its YAML.</summary>
public sealed class KubernetesManifest
{
    /// <summary>The cluster it was made for; <see langword="null"/> where none was named.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Group and version, such as <c>apps/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind, such as <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace; <see langword="null"/> for kinds that have none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The object, as ConvertFrom-Json would read it.</summary>
    public required object Object { get; init; }

    /// <summary>The same as YAML, with comments where a reader would ask why.</summary>
    public required string Yaml { get; init; }

    /// <summary>The YAML.</summary>
    public override string ToString() => Yaml;
}
