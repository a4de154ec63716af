using System.Text.Json.Nodes;

namespace IstioGateway.Clusters;

/// <summary>Subresources that are created rather than patched: <c>pods/NAME/eviction</c>, <c>pods/NAME/binding</c>.</summary>
internal static class Subresources
{
    /// <summary>Posts a body to a subresource.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="resource">The resource, with its subresource.</param>
    /// <param name="body">What the subresource takes, such as an <c>Eviction</c>.</param>
    /// <param name="options">Query parameters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">The resource has no subresource, or a name that cannot be one.</exception>
    /// <exception cref="ClusterException">
    /// The server refuses: an eviction that a disruption budget forbids is <see cref="ClusterErrorKind.TooManyRequests"/>, with
    /// the budget's words in <see cref="ClusterException.Causes"/>.
    /// </exception>
    public static Task<WriteResult> CreateSubresourceAsync(
        this IClusterApi api, ResourceRef resource, JsonObject body, WriteOptions options, CancellationToken cancellationToken)
    {
        if (resource.Subresource is null || ResourceName.WhyNotSubdomain(resource.Name) is not null)
        {
            throw new ArgumentException($"{resource} names no subresource.", nameof(resource));
        }

        // A subresource is a collection of its own as far as paths go.
        ResourceType type = resource.Type with { Plural = $"{resource.Type.Plural}/{resource.Name}/{resource.Subresource}" };
        return api.CreateAsync(type, resource.Namespace, body, options, cancellationToken);
    }
}
