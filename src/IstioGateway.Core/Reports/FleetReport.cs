namespace IstioGateway.Reports;

/// <summary>What a report is made of: the clusters, and when they were looked at.</summary>
public sealed record FleetReport
{
    /// <summary>The page's title.</summary>
    public required string Title { get; init; }

    /// <summary>When the clusters were looked at.</summary>
    public required DateTimeOffset Written { get; init; }

    /// <summary>What made it, such as <c>IstioGateway 0.1.0</c>.</summary>
    public required string Generator { get; init; }

    /// <summary>The clusters, in the order in which they are shown.</summary>
    public IReadOnlyList<ReportedCluster> Clusters { get; init; } = [];
}
