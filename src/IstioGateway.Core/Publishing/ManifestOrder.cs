namespace IstioGateway.Publishing;

/// <summary>
/// In which order objects are applied: what others need comes first (as Helm's <c>InstallOrder</c>, helm v3 pkg/releaseutil/kind_sorter.go),
/// Istio's routing last, and all else as it was given.
/// </summary>
internal static class ManifestOrder
{
    private const int Others = 6;
    private const int Routing = 7;

    private static readonly Dictionary<string, int> Ranks = new(StringComparer.Ordinal)
    {
        ["Namespace"] = 0,
        ["CustomResourceDefinition"] = 1,
        ["ResourceQuota"] = 2,
        ["LimitRange"] = 2,
        ["NetworkPolicy"] = 2,
        ["ServiceAccount"] = 3,
        ["Secret"] = 3,
        ["ConfigMap"] = 3,
        ["ClusterRole"] = 4,
        ["Role"] = 4,
        ["ClusterRoleBinding"] = 5,
        ["RoleBinding"] = 5,
    };

    /// <summary>Sorts; objects of the same rank keep their order.</summary>
    public static IReadOnlyList<ManifestObject> Sort(IEnumerable<ManifestObject> manifests) => [.. manifests.OrderBy(Rank)];

    private static int Rank(ManifestObject manifest) =>
        manifest.Group is "networking.istio.io" or "security.istio.io" or "telemetry.istio.io" ? Routing
        : Ranks.GetValueOrDefault(manifest.Kind, Others);
}
