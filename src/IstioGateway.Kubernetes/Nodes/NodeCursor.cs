using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>Where a list of nodes stands, and which request comes next.</summary>
internal sealed class NodeCursor(NodeQuery query)
{
    private const int MaximumSetbacks = 5;
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private string? _continue;
    private string? _inconsistentContinue;
    private bool _asObjects;
    private int _setbacks;
    private int _restarts;

    /// <summary>Whether all pages were read.</summary>
    public bool AtEnd { get; private set; }

    /// <summary>The request for the next page.</summary>
    public ApiRequest Request()
    {
        string? name = query.Name;
        bool single = name is not null && query.LabelSelector is null;
        var target = new RequestTarget(ResourceType.Node, name, null, null);
        return new ApiRequest(HttpMethod.Get, single ? "get" : "list", single ? target.ResourcePath() : target.CollectionPath())
        {
            Type = ResourceType.Node,
            Name = name,
            Accept = _asObjects ? ApiRequest.Json : Table,
            Replayable = true,
            Query =
            [
                new("labelSelector", query.LabelSelector),
                new("fieldSelector", single || name is null ? null : $"metadata.name={name}"),
                new("limit", single ? null : $"{query.PageSize}"),
                new("continue", _continue),
                // "0" lets the server answer from its watch cache, as every kubelet and controller starts; older servers then
                // ignore the limit and give all at once, which a reader of streams does not mind. A continue token carries its
                // own version.
                new("resourceVersion", query.Consistent || _continue is not null ? null : "0"),
                new("includeObject", _asObjects ? null : query.Labels ? "Metadata" : "None"),
            ],
        };
    }

    /// <summary>Whether the list can go on, in another way, after a page could not be had.</summary>
    public bool CanGoOnAfter(AttemptFailedException failure)
    {
        if (failure.Error.StatusCode == 406 && !_asObjects)
        {
            _asObjects = true;
            return true;
        }

        if (failure.Error.Kind != ClusterErrorKind.Expired || _continue is null || ++_restarts > MaximumSetbacks)
        {
            return false;
        }

        // The server's own offer goes on behind the last row, at a newer version; without it the list starts again.
        string? offer = failure.InconsistentContinue;
        _continue = offer is not null && offer != _inconsistentContinue ? offer : null;
        _inconsistentContinue = offer;
        return true;
    }

    /// <summary>Moves on after a page, or comes back to it after a setback.</summary>
    public async Task AfterAsync(NodePage page, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        if (page.Unusable is not null && !_asObjects)
        {
            settings.Trace?.Invoke($"The server's Table cannot be used ({page.Unusable}); the objects are read instead.");
            _asObjects = true;
        }
        else if (page.Setback is { } setback)
        {
            if (setback.Advice == RetryAdvice.Never || ++_setbacks > MaximumSetbacks)
            {
                throw setback.Error;
            }

            settings.Trace?.Invoke($"The page is read again after: {setback.Error.Message}");
            await Task.Delay(RetryPolicy.Delay(setback, _setbacks), settings.Clock, cancellationToken);
        }
        else if (page.Continue is not null && page.Continue == _continue)
        {
            throw page.Repeats().Error;
        }
        else
        {
            _continue = page.Continue;
            _setbacks = 0;
            AtEnd = _continue is null;
        }
    }
}
