using IstioGateway.Reports;

namespace IstioGateway.Commands.Reports;

/// <summary>The clusters of a report in the order in which they were first spoken of. Used on the pipeline thread.</summary>
internal sealed class ReportClusters
{
    private readonly List<ReportedCluster> _all = [];
    private readonly Dictionary<(string Name, string Server), ReportedCluster> _known = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<ReportedCluster> All => _all;

    /// <summary>What is known of a cluster.</summary>
    public ReportedCluster For(IstioCluster cluster) => For(cluster.Name, $"{cluster.Server}");

    /// <summary>What is known of a cluster by its name and, where that is known, the address of its server.</summary>
    public ReportedCluster For(string name, string server = "")
    {
        if (!_known.TryGetValue((name, server), out ReportedCluster? facts))
        {
            facts = new ReportedCluster(name, server);
            _known.Add((name, server), facts);
            _all.Add(facts);
        }

        return facts;
    }
}
