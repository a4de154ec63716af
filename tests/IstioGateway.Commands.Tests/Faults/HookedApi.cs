using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>A connection that tells what it is about to do, so that something can happen to the server just then.</summary>
internal sealed class HookedApi(IClusterApi inner, Action<string, ResourceType> before) : IClusterApi
{
    public ClusterEndpoint Endpoint => inner.Endpoint;

    public IAsyncEnumerable<NodeRecord> ListNodesAsync(NodeQuery query, CancellationToken cancellationToken)
    {
        before("list", ResourceType.Node);
        return inner.ListNodesAsync(query, cancellationToken);
    }

    public Task<IReadOnlyList<ResourceType>> ListTypesAsync(string group, string version, CancellationToken cancellationToken) =>
        inner.ListTypesAsync(group, version, cancellationToken);

    public Task<JsonObject> GetAsync(ResourceRef resource, CancellationToken cancellationToken)
    {
        before("get", resource.Type);
        return inner.GetAsync(resource, cancellationToken);
    }

    public Task<ResourceList> ListAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, CancellationToken cancellationToken)
    {
        before("list", type);
        return inner.ListAsync(type, namespaceName, selection, cancellationToken);
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, WatchRequest watch, CancellationToken cancellationToken)
    {
        before("watch", type);
        return inner.WatchAsync(type, namespaceName, selection, watch, cancellationToken);
    }

    public Task<WriteResult> CreateAsync(
        ResourceType type, string? namespaceName, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        before("create", type);
        return inner.CreateAsync(type, namespaceName, body, options, cancellationToken);
    }

    public Task<WriteResult> CreateSubresourceAsync(
        ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        before("create", resource.Type);
        return inner.CreateSubresourceAsync(resource, body, options, cancellationToken);
    }

    public Task<WriteResult> PatchAsync(
        ResourceRef resource, PatchKind kind, JsonNode body, WriteOptions options, CancellationToken cancellationToken)
    {
        before("patch", resource.Type);
        return inner.PatchAsync(resource, kind, body, options, cancellationToken);
    }

    public Task<WriteResult> ReplaceAsync(ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        before("update", resource.Type);
        return inner.ReplaceAsync(resource, body, options, cancellationToken);
    }

    public Task DeleteAsync(ResourceRef resource, WriteOptions options, CancellationToken cancellationToken)
    {
        before("delete", resource.Type);
        return inner.DeleteAsync(resource, options, cancellationToken);
    }

    public Task<bool> IsAllowedAsync(AccessQuestion question, CancellationToken cancellationToken) =>
        inner.IsAllowedAsync(question, cancellationToken);

    public void Dispose() => inner.Dispose();
}
