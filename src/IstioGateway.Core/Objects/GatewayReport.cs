namespace IstioGateway;

/// <summary>A report that was written, in numbers.</summary>
public sealed record GatewayReport
{
    /// <summary>Full path of the page.</summary>
    public required string Path { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>When the clusters were looked at, in UTC.</summary>
    public required DateTime Written { get; init; }

    /// <summary>How long the page is, in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>How many clusters it is about.</summary>
    public required int Clusters { get; init; }

    /// <summary>How many of them could not be read, or not wholly.</summary>
    public required int ClustersWithErrors { get; init; }

    /// <summary>How many nodes they have.</summary>
    public required int Nodes { get; init; }

    /// <summary>How many nodes need the changed template.</summary>
    public required int NodesNeedingTemplate { get; init; }

    /// <summary>How many gateways there are.</summary>
    public required int Gateways { get; init; }

    /// <summary>How many gateways have a pod that cannot start, or none where there should be one.</summary>
    public required int GatewaysNotStarting { get; init; }

    /// <summary>How many templates have drifted.</summary>
    public required int TemplatesDrifted { get; init; }

    /// <summary>How many errors are shown in it.</summary>
    public required int Errors { get; init; }

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
