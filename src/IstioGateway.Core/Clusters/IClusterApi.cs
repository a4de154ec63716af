using System.Text.Json.Nodes;

namespace IstioGateway.Clusters;

/// <summary>
/// The port through which the core sees one API server. Every member throws <see cref="ClusterException"/> and nothing else
/// for what goes wrong between here and the server, and <see cref="OperationCanceledException"/> when the caller's token ends
/// it, within half a second, also in the middle of a response body. What it was then still trying again after is the
/// <see cref="OperationCanceledException"/>'s inner <see cref="ClusterException"/>, where there is one.
/// </summary>
/// <remarks>
/// Reads, dry runs, merge patches and server-side applies are retried by the implementation as design demands (429 with <c>Retry-After</c>, 500,
/// 502, 503, 504, broken connections), always within the caller's token.
/// </remarks>
public interface IClusterApi : IDisposable
{
    /// <summary>Which server this is; without any secret.</summary>
    ClusterEndpoint Endpoint { get; }

    /// <summary>Streams what the server knows of its nodes' kernels; rows arrive as they are read.</summary>
    IAsyncEnumerable<NodeRecord> ListNodesAsync(NodeQuery query, CancellationToken cancellationToken);

    /// <summary>The types that the server serves in one version of a group (discovery), without subresources.</summary>
    /// <param name="group">The group; empty for the core group.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">
    /// <see cref="ClusterErrorKind.TypeNotServed"/> where the server has no such version of the group.
    /// </exception>
    Task<IReadOnlyList<ResourceType>> ListTypesAsync(string group, string version, CancellationToken cancellationToken);

    /// <summary>Reads one resource.</summary>
    Task<JsonObject> GetAsync(ResourceRef resource, CancellationToken cancellationToken);

    /// <summary>Reads a whole collection, following continue tokens.</summary>
    /// <param name="type">What to list.</param>
    /// <param name="namespaceName">Namespace, or <see langword="null"/> for all or for a cluster-scoped type.</param>
    /// <param name="selection">Label and field selectors.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<ResourceList> ListAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, CancellationToken cancellationToken);

    /// <summary>
    /// Watches a collection. The stream ends when the server ends it; it throws <see cref="ClusterException"/> with
    /// <see cref="ClusterErrorKind.Expired"/> when <paramref name="watch"/>'s version is no longer kept.
    /// </summary>
    IAsyncEnumerable<WatchEvent> WatchAsync(
        ResourceType type, string? namespaceName, ResourceSelection selection, WatchRequest watch, CancellationToken cancellationToken);

    /// <summary>Creates a resource in a collection.</summary>
    Task<WriteResult> CreateAsync(
        ResourceType type, string? namespaceName, JsonObject body, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Posts a body to a subresource that is created rather than patched: <c>pods/NAME/eviction</c>, <c>pods/NAME/binding</c>.</summary>
    /// <param name="resource">The resource, with its subresource.</param>
    /// <param name="body">What the subresource takes, such as an <c>Eviction</c>.</param>
    /// <param name="options">Query parameters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">The resource has no subresource.</exception>
    /// <exception cref="ClusterException">
    /// The server refuses: an eviction that a disruption budget forbids is <see cref="ClusterErrorKind.TooManyRequests"/>, with
    /// the budget's words in <see cref="ClusterException.Causes"/>.
    /// </exception>
    Task<WriteResult> CreateSubresourceAsync(
        ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Patches a resource (or a subresource).</summary>
    Task<WriteResult> PatchAsync(
        ResourceRef resource, PatchKind kind, JsonNode body, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Replaces a resource (PUT).</summary>
    Task<WriteResult> ReplaceAsync(ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes a resource.</summary>
    Task DeleteAsync(ResourceRef resource, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Asks the server whether the caller may do something (SelfSubjectAccessReview).</summary>
    Task<bool> IsAllowedAsync(AccessQuestion question, CancellationToken cancellationToken);
}
