using IstioGateway.Kernels;

namespace IstioGateway.Commands.Nodes;

/// <summary>What a command that nodes decide about was asked for: one request for each cluster, or one offline, in order of arrival.</summary>
internal sealed class NodeRequests
{
    private readonly List<NodeRequest> _all = [];

    /// <summary>The requests.</summary>
    public IReadOnlyList<NodeRequest> All => _all;

    /// <summary>Whether nodes were piped in at all.</summary>
    public bool SawNodes { get; private set; }

    /// <summary>Takes nodes, each for its own cluster.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="reach">The cluster by which a node's own is reached.</param>
    public void Take(IEnumerable<NodeKernel> nodes, Func<IstioCluster, IstioCluster> reach)
    {
        SawNodes = true;
        foreach (NodeKernel node in nodes)
        {
            For(node.Cluster is { } own ? reach(own) : null).Nodes.Add(node);
        }
    }

    /// <summary>The request for a cluster, or for none; made when it is new.</summary>
    public NodeRequest For(IstioCluster? cluster)
    {
        NodeRequest? known = _all.Find(request => Equals(request.Cluster, cluster));
        if (known is null)
        {
            known = new NodeRequest(cluster, new KernelTally());
            _all.Add(known);
        }

        return known;
    }
}

/// <summary>A cluster, and the kernels of those of its nodes that were piped in.</summary>
/// <param name="Cluster">The cluster; <see langword="null"/> offline.</param>
/// <param name="Nodes">The kernels.</param>
internal sealed record NodeRequest(IstioCluster? Cluster, KernelTally Nodes);
