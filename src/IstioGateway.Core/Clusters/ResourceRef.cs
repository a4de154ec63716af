namespace IstioGateway.Clusters;

/// <summary>One named resource of a cluster.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name. Names are checked by <see cref="ResourceName"/> before they reach a path.</param>
/// <param name="Namespace">Its namespace; <see langword="null"/> for cluster-scoped types.</param>
/// <param name="Subresource"><c>status</c> or another subresource; <see langword="null"/> for the resource itself.</param>
public sealed record ResourceRef(ResourceType Type, string Name, string? Namespace = null, string? Subresource = null)
{
    /// <summary>The path, without a leading slash; the name is escaped as one segment.</summary>
    public string Path
    {
        get
        {
            string path = $"{Type.CollectionPath(Namespace)}/{Uri.EscapeDataString(Name)}";
            return Subresource is null ? path : $"{path}/{Subresource}";
        }
    }

    /// <summary>As <c>kubectl</c> writes it: <c>istios.sailoperator.io/default</c>.</summary>
    public override string ToString() => $"{Type.QualifiedName}/{Name}";
}
