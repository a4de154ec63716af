using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Http;

/// <summary>The paths of a type, or of one resource of it, with names that cannot lead anywhere else.</summary>
internal sealed record RequestTarget(ResourceType Type, string? Name, string? Namespace, string? Subresource)
{
    public RequestTarget(ResourceRef resource)
        : this(resource.Type, resource.Name, resource.Namespace, resource.Subresource)
    {
    }

    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.BadRequest"/>: the namespace cannot be one.</exception>
    public string CollectionPath()
    {
        Check(Namespace, "namespace");
        return Type.CollectionPath(Namespace);
    }

    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.BadRequest"/>: a name cannot be one.</exception>
    public string ResourcePath()
    {
        Check(Namespace, "namespace");
        Check(Name, "name");
        return new ResourceRef(Type, Name!, Namespace, Subresource).Path;
    }

    /// <summary>
    /// What no path segment may be (apimachinery <c>path.IsValidPathSegmentName</c>): escaping does not help, because servers
    /// and proxies resolve dots and unescape slashes.
    /// </summary>
    private void Check(string? segment, string what)
    {
        if (segment is "" or "." or ".." || (segment is not null && segment.AsSpan().IndexOfAny('/', '%') >= 0))
        {
            throw new ClusterException(
                ClusterErrorKind.BadRequest, $"'{segment}' cannot be the {what} of {Type.QualifiedName}: it may not be empty, '.' or '..', or contain '/' or '%'.")
            {
                ResourceType = Type,
                ResourceName = Name,
                Namespace = Namespace,
            };
        }
    }
}
