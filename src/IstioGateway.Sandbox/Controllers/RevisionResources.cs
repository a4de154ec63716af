using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>What the chart installs for a revision, by name: a suffix for all but the revision named default.</summary>
internal static class RevisionResources
{
    private const string DefaultNamespace = "istio-system";

    /// <summary>istiod's Deployment.</summary>
    public static ResourceRef Istiod(string revision, string namespaceName) =>
        new(ResourceType.Deployment, "istiod" + Suffix(revision), namespaceName);

    /// <summary>The injector ConfigMap.</summary>
    public static ResourceRef Injector(string revision, string namespaceName) =>
        new(ResourceType.ConfigMap, "istio-sidecar-injector" + Suffix(revision), namespaceName);

    /// <summary>istiod's Service, which has the name of its Deployment.</summary>
    public static ResourceRef Service(string revision, string namespaceName) =>
        new(ResourceType.Service, Istiod(revision, namespaceName).Name, namespaceName);

    /// <summary>The configuration of the injection webhook.</summary>
    public static ResourceRef Webhook(string revision, string namespaceName) => new(
        ResourceType.MutatingWebhookConfiguration,
        Injector(revision, namespaceName).Name + (namespaceName == DefaultNamespace ? "" : "-" + namespaceName));

    private static string Suffix(string revision) => revision == "default" ? "" : "-" + revision;
}
