namespace IstioGateway;

/// <summary>A template rendered for one gateway.</summary>
public sealed class ExpandedGatewayTemplate
{
    /// <summary>The cluster whose settings were used; <see langword="null"/> offline.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Names of the templates that were merged, in order, separated by commas.</summary>
    public required string TemplateName { get; init; }

    /// <summary>Where the template comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Where the values come from.</summary>
    public required string Values { get; init; }

    /// <summary>What the template printed.</summary>
    public required string Yaml { get; init; }

    /// <summary>The pod that the API server would get, as ConvertFrom-Json would read it.</summary>
    public required object Pod { get; init; }

    /// <summary>The same as YAML.</summary>
    public required string PodYaml { get; init; }

    /// <summary>Fields that the template printed and no pod has; istiod drops them.</summary>
    public required IReadOnlyList<string> Dropped { get; init; }

    /// <summary>What the pod ends up with; <see langword="null"/> where it has no container istio-proxy.</summary>
    public GatewayPodEffect? Effect { get; init; }

    /// <summary>The merged pod as YAML.</summary>
    public override string ToString() => PodYaml;
}
