using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;

namespace IstioGateway.Commands.Nodes;

/// <summary>Lists the nodes of one cluster: a few exact names one by one, everything else as one streamed list.</summary>
internal sealed class NodeLister(IClusterApi api, IstioCluster cluster, NodeNameFilter filter, NodeJudge judge)
{
    /// <summary>Up to here single requests cost the server less than the whole list.</summary>
    private const int SingleRequests = 8;

    private const int RowsBetweenProgress = 500;

    public async Task RunAsync(NodeQuery query, IPipeline pipeline, CancellationToken cancellationToken)
    {
        if (filter.ExactNames is { Count: <= SingleRequests } names)
        {
            foreach (string name in names)
            {
                await ListAsync(query with { Name = name.ToLowerInvariant() }, pipeline, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            await ListAsync(query, pipeline, cancellationToken).ConfigureAwait(false);
        }

        judge.Finish();
        foreach (string missing in filter.Missing)
        {
            await pipeline.WriteErrorAsync(NotFound(missing, cluster)).ConfigureAwait(false);
        }

        pipeline.WriteVerbose(Messages.Get("NodesRead", cluster.Name, judge.Count));
    }

    /// <summary>The error for a node that was named and is not there.</summary>
    public static ErrorRecord NotFound(string name, object where) => ErrorRecords.Create(
        ErrorId.NodeNotFound, ErrorCategory.ObjectNotFound, name, Messages.Get(ErrorId.NodeNotFound, name, where));

    private async Task ListAsync(NodeQuery query, IPipeline pipeline, CancellationToken cancellationToken)
    {
        using ProgressLine progress = new(pipeline, Messages.Get("ReadingNodes"), cluster.Name);
        try
        {
            await foreach (NodeRecord node in api.ListNodesAsync(query, cancellationToken).ConfigureAwait(false))
            {
                if (filter.Accepts(node.Name))
                {
                    await judge.WriteAsync(node).ConfigureAwait(false);
                }

                if (judge.Count % RowsBetweenProgress == 0)
                {
                    progress.Show(Messages.Get("NodesSoFar", cluster.Name, judge.Count));
                }
            }
        }
        catch (ClusterException failure) when (query.Name is not null && failure.Kind == ClusterErrorKind.ResourceNotFound)
        {
            // The filter still misses the name, and the caller says so in our words.
        }
    }
}
