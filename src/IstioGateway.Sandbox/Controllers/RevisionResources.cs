using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>What the chart installs for a revision, by name: a suffix for all but the revision named default.</summary>
internal static class RevisionResources
{
    /// <summary>istiod's Deployment.</summary>
    public static ResourceRef Istiod(string revision, string namespaceName) =>
        new(ResourceType.Deployment, "istiod" + Suffix(revision), namespaceName);

    /// <summary>The injector ConfigMap.</summary>
    public static ResourceRef Injector(string revision, string namespaceName) =>
        new(ResourceType.ConfigMap, "istio-sidecar-injector" + Suffix(revision), namespaceName);

    private static string Suffix(string revision) => revision == "default" ? "" : "-" + revision;
}
