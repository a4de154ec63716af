using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>The nodes, watched from the moment the first pod needs one: a cluster without pods never lists its nodes for this.</summary>
internal sealed class NodeCache
{
    private readonly ConcurrentDictionary<string, NodeInfo> _nodes = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _needed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ObjectWatch _watch;

    /// <summary>Makes a cache that does nothing yet.</summary>
    public NodeCache(ControllerContext context) => _watch = new ObjectWatch(context, ResourceType.Node, Changed, Deleted);

    /// <summary>Told of a node in which something has changed that matters here.</summary>
    public Action<string> NodeChanged { get; set; } = _ => { };

    /// <summary>Watches nodes once they are needed, until the token ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _needed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            await _watch.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <summary>Every node.</summary>
    public async Task<IReadOnlyList<NodeInfo>> AllAsync(CancellationToken cancellationToken)
    {
        await ListedAsync(cancellationToken).ConfigureAwait(false);
        return [.. _nodes.Values];
    }

    /// <summary>One node; <see langword="null"/> when it is not there.</summary>
    public async Task<NodeInfo?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await ListedAsync(cancellationToken).ConfigureAwait(false);
        return _nodes.GetValueOrDefault(name);
    }

    private Task ListedAsync(CancellationToken cancellationToken)
    {
        _needed.TrySetResult();
        return _watch.Listed.WaitAsync(cancellationToken);
    }

    private void Changed(JsonObject node)
    {
        NodeInfo now = NodeInfo.Of(node);
        bool same = _nodes.TryGetValue(now.Name, out NodeInfo? before) && before.Fingerprint == now.Fingerprint;
        _nodes[now.Name] = now;
        if (!same)
        {
            NodeChanged(now.Name);
        }
    }

    private void Deleted(JsonObject node)
    {
        string name = node.Text("metadata", "name") ?? "";
        _nodes.TryRemove(name, out _);
        NodeChanged(name);
    }
}
