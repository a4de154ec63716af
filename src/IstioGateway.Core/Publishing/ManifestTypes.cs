using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>
/// Which resource a kind is. Those of gateways are known, so that nothing is asked for them; for others the server's discovery is
/// asked, once for each version of a group.
/// </summary>
/// <param name="api">The connection.</param>
internal sealed class ManifestTypes(IClusterApi api)
{
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Networking = "networking.istio.io";

    private static readonly ResourceType[] Known =
    [
        ResourceType.Namespace, ResourceType.ServiceAccount, ResourceType.Secret, ResourceType.ConfigMap, ResourceType.Service,
        ResourceType.Pod, ResourceType.Deployment,
        new(Rbac, "v1", "roles", "Role", Namespaced: true),
        new(Rbac, "v1", "rolebindings", "RoleBinding", Namespaced: true),
        new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", Namespaced: true),
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", Namespaced: true),
        new(Networking, "v1", "gateways", "Gateway", Namespaced: true),
        new(Networking, "v1", "virtualservices", "VirtualService", Namespaced: true),
    ];

    private readonly Dictionary<string, IReadOnlyList<ResourceType>> _served = new(StringComparer.Ordinal);

    /// <summary>The type of an object, in the version that it names.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.TypeNotServed"/>, or the server cannot be asked.</exception>
    public async Task<ResourceType> FindAsync(ManifestObject manifest, CancellationToken cancellationToken)
    {
        if (Array.Find(Known, type => type.Group == manifest.Group && type.Kind == manifest.Kind) is { } known)
        {
            return known with { Version = manifest.Version };
        }

        return (await ServedAsync(manifest, cancellationToken).ConfigureAwait(false)).FirstOrDefault(type => type.Kind == manifest.Kind)
            ?? throw new ClusterException(
                ClusterErrorKind.TypeNotServed, $"The API server does not know the kind {manifest.Kind} of {manifest.ApiVersion}.")
            {
                Verb = "patch",
                ResourceType = Unknown(manifest),
                ResourceName = manifest.Name,
                Namespace = manifest.Namespace,
            };
    }

    private async Task<IReadOnlyList<ResourceType>> ServedAsync(ManifestObject manifest, CancellationToken cancellationToken)
    {
        if (!_served.TryGetValue(manifest.ApiVersion, out IReadOnlyList<ResourceType>? types))
        {
            try
            {
                types = await api.ListTypesAsync(manifest.Group, manifest.Version, cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.TypeNotServed)
            {
                types = [];
            }

            _served[manifest.ApiVersion] = types;
        }

        return types;
    }

    /// <summary>What the type is probably called (apimachinery <c>meta.UnsafeGuessKindToResource</c>); for messages alone.</summary>
    private static ResourceType Unknown(ManifestObject manifest)
    {
        string word = manifest.Kind.ToLowerInvariant();
        string plural = word.EndsWith('s') ? $"{word}es" : word.EndsWith('y') ? $"{word[..^1]}ies" : $"{word}s";
        return new ResourceType(manifest.Group, manifest.Version, plural, manifest.Kind, Namespaced: manifest.Namespace is not null);
    }
}
