using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>A connection that tells what it is about to do, so that something can happen to the server just then.</summary>
internal sealed class HookedApi(IClusterApi inner, Action<string, ResourceType, string?> before) : IClusterApi
{
    /// <summary>The type of the question whether something is allowed.</summary>
    public static ResourceType AccessReview { get; } =
        new("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", Namespaced: false);

    public ClusterEndpoint Endpoint => inner.Endpoint;

    public IAsyncEnumerable<NodeRecord> ListNodesAsync(NodeQuery query, CancellationToken cancellationToken)
    {
        before(query.Name is null ? "list" : "get", ResourceType.Node, null);
        return inner.ListNodesAsync(query, cancellationToken);
    }

    public Task<IReadOnlyList<ResourceType>> ListTypesAsync(string group, string version, CancellationToken cancellationToken) =>
        inner.ListTypesAsync(group, version, cancellationToken);

    public Task<JsonObject> GetAsync(ResourceRef resource, CancellationToken cancellationToken)
    {
        before("get", resource.Type, null);
        return inner.GetAsync(resource, cancellationToken);
    }

    public Task<ResourceList> ListAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, CancellationToken cancellationToken)
    {
        before("list", type, null);
        return inner.ListAsync(type, namespaceName, selection, cancellationToken);
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, WatchRequest watch, CancellationToken cancellationToken)
    {
        before("watch", type, null);
        return inner.WatchAsync(type, namespaceName, selection, watch, cancellationToken);
    }

    public Task<WriteResult> CreateAsync(
        ResourceType type, string? namespaceName, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        before("create", type, null);
        return inner.CreateAsync(type, namespaceName, body, options, cancellationToken);
    }

    public Task<WriteResult> CreateSubresourceAsync(
        ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        before("create", resource.Type, resource.Subresource);
        return inner.CreateSubresourceAsync(resource, body, options, cancellationToken);
    }

    public Task<WriteResult> PatchAsync(
        ResourceRef resource, PatchKind kind, JsonNode body, WriteOptions options, CancellationToken cancellationToken)
    {
        before("patch", resource.Type, null);
        return inner.PatchAsync(resource, kind, body, options, cancellationToken);
    }

    public Task<WriteResult> ReplaceAsync(ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        before("update", resource.Type, null);
        return inner.ReplaceAsync(resource, body, options, cancellationToken);
    }

    public Task DeleteAsync(ResourceRef resource, WriteOptions options, CancellationToken cancellationToken)
    {
        before("delete", resource.Type, null);
        return inner.DeleteAsync(resource, options, cancellationToken);
    }

    public Task<bool> IsAllowedAsync(AccessQuestion question, CancellationToken cancellationToken)
    {
        before("create", AccessReview, null);
        return inner.IsAllowedAsync(question, cancellationToken);
    }

    public void Dispose() => inner.Dispose();
}
