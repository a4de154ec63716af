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

        await judge.FinishAsync().ConfigureAwait(false);
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
            IAsyncEnumerator<NodeRecord> nodes = api.ListNodesAsync(query, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (nodes.ConfigureAwait(false))
            {
                while (await NextAsync(nodes).ConfigureAwait(false))
                {
                    if (filter.Accepts(nodes.Current.Name))
                    {
                        await judge.AddAsync(nodes.Current).ConfigureAwait(false);
                    }

                    if (judge.Count % RowsBetweenProgress == 0)
                    {
                        progress.Show(Messages.Get("NodesSoFar", cluster.Name, judge.Count));
                    }
                }
            }
        }
        catch (ClusterException failure) when (query.Name is not null && failure.Kind == ClusterErrorKind.ResourceNotFound)
        {
            // The filter still misses the name, and the caller says so in our words.
        }
        finally
        {
            await judge.WriteAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Goes on to the next node; those that have come are written while more are waited for.</summary>
    private async ValueTask<bool> NextAsync(IAsyncEnumerator<NodeRecord> nodes)
    {
        ValueTask<bool> next = nodes.MoveNextAsync();
        if (next.IsCompleted)
        {
            return await next.ConfigureAwait(false);
        }

        // Both, since nodes must not be disposed of while the next one is on its way.
        Task<bool> coming = next.AsTask();
        await Task.WhenAll(coming, judge.WriteAsync()).ConfigureAwait(false);
        return await coming.ConfigureAwait(false);
    }
}
