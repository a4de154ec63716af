using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Workloads;

/// <summary>
/// What surrounds the pods of one cluster, read once each and only when asked for. What cannot be read is a gap, not a failure:
/// less is then known of the pods.
/// </summary>
internal sealed class WorkloadContext(IClusterApi api)
{
    /// <summary>Up to here single requests cost the server less than the whole list of nodes.</summary>
    private const int SingleNodes = 4;

    private static readonly ResourceSelection PodWarnings = new(FieldSelector: "involvedObject.kind=Pod,type=Warning");

    private readonly Dictionary<WorkloadGapKind, WorkloadGap> _gaps = [];
    private readonly Dictionary<string, NodeRecord> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<JsonObject>> _events = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FreshPod?> _fresh = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject?> _namespaces = new(StringComparer.Ordinal);
    private IReadOnlyList<JsonObject>? _wholeNodes;

    /// <summary>What could not be read; each kind once.</summary>
    public IReadOnlyList<WorkloadGap> Gaps => [.. _gaps.Values];

    /// <summary>A node that was read; <see langword="null"/> for one that was not, or is gone.</summary>
    public NodeRecord? Node(string? name) => name is null ? null : _nodes.GetValueOrDefault(name);

    /// <summary>Reads the nodes of these names.</summary>
    public async Task ReadNodesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count > SingleNodes)
        {
            HashSet<string> wanted = new(names, StringComparer.Ordinal);
            await KeepNodesAsync(new NodeQuery(), wanted.Contains, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (string name in names)
        {
            if (_gaps.ContainsKey(WorkloadGapKind.Nodes))
            {
                return;
            }

            await KeepNodesAsync(new NodeQuery { Name = name }, node => node == name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>All nodes with what decides which pods they take; <see langword="null"/> where they may not be read.</summary>
    public async Task<IReadOnlyList<JsonObject>?> WholeNodesAsync(CancellationToken cancellationToken) =>
        _wholeNodes ??= (await UnlessFailedAsync(
            WorkloadGapKind.Nodes, () => api.ListAsync(ResourceType.Node, null, ResourceSelection.All, cancellationToken)).ConfigureAwait(false))?.Items;

    /// <summary>The Warning events about pods of a namespace.</summary>
    public async Task<IReadOnlyList<JsonObject>> EventsAsync(string place, CancellationToken cancellationToken)
    {
        if (!_events.TryGetValue(place, out IReadOnlyList<JsonObject>? events))
        {
            ResourceList? list = await UnlessFailedAsync(
                WorkloadGapKind.Events, () => api.ListAsync(ResourceType.Event, place, PodWarnings, cancellationToken)).ConfigureAwait(false);
            _events[place] = events = list?.Items ?? [];
        }

        return events;
    }

    /// <summary>A namespace.</summary>
    public async Task<JsonObject?> NamespaceAsync(string place, CancellationToken cancellationToken)
    {
        if (!_namespaces.TryGetValue(place, out JsonObject? found))
        {
            _namespaces[place] = found = await UnlessFailedAsync(
                WorkloadGapKind.Namespaces,
                () => api.GetAsync(new ResourceRef(ResourceType.Namespace, place), cancellationToken)).ConfigureAwait(false);
        }

        return found;
    }

    /// <summary>
    /// What the API server makes of a pod of a Deployment now: a dry run (<c>POST .../pods?dryRun=All</c>), which istiod's webhook
    /// mutates and nobody stores.
    /// </summary>
    public async Task<FreshPod?> FreshAsync(JsonObject deployment, CancellationToken cancellationToken)
    {
        string key = $"{deployment.Text("metadata", "namespace")}/{deployment.Text("metadata", "name")}";
        if (!_fresh.TryGetValue(key, out FreshPod? fresh))
        {
            _fresh[key] = fresh = await UnlessFailedAsync(
                WorkloadGapKind.FreshPods, () => MakeAsync(deployment, cancellationToken)).ConfigureAwait(false);
        }

        return fresh;
    }

    private async Task<FreshPod> MakeAsync(JsonObject deployment, CancellationToken cancellationToken)
    {
        // Items of a list do not say what they are.
        JsonObject whole = deployment.DeepClone().AsObject();
        whole["apiVersion"] = ResourceType.Deployment.ApiVersion;
        whole["kind"] = ResourceType.Deployment.Kind;
        try
        {
            GatewayWorkload workload = GatewayWorkload.From(whole);
            WriteResult made = await api.CreateAsync(
                ResourceType.Pod, workload.Owner.Namespace, workload.Pod, new WriteOptions { DryRun = true }, cancellationToken)
                .ConfigureAwait(false);
            return new FreshPod(made.Object, "");
        }
        catch (FormatException exception)
        {
            return new FreshPod(null, exception.Message);
        }
        catch (ClusterException exception) when (Denial.IsOfContent(exception))
        {
            return new FreshPod(null, exception.ServerMessage ?? exception.Message);
        }
    }

    private async Task KeepNodesAsync(NodeQuery query, Func<string, bool> wanted, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (NodeRecord node in api.ListNodesAsync(query, cancellationToken).ConfigureAwait(false))
            {
                if (wanted(node.Name))
                {
                    _nodes[node.Name] = node;
                }
            }
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.ResourceNotFound)
        {
            // The node is gone, and its pods will follow.
        }
        catch (ClusterException exception)
        {
            _gaps.TryAdd(WorkloadGapKind.Nodes, new WorkloadGap(WorkloadGapKind.Nodes, exception));
        }
    }

    private async Task<T?> UnlessFailedAsync<T>(WorkloadGapKind what, Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (ClusterException exception)
        {
            _gaps.TryAdd(what, new WorkloadGap(what, exception));
            return null;
        }
    }
}
