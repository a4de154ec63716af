namespace IstioGateway.Clusters;

/// <summary>A kind of resource as the API server's paths name it: group, version, plural, and whether it lives in a namespace.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">API version, such as <c>v1</c>.</param>
/// <param name="Plural">Lower-case plural, such as <c>nodes</c>.</param>
/// <param name="Kind">Kind, such as <c>Node</c>.</param>
/// <param name="Namespaced">Whether resources of this type live in a namespace.</param>
public sealed record ResourceType(string Group, string Version, string Plural, string Kind, bool Namespaced)
{
    /// <summary>Nodes of the core group.</summary>
    public static ResourceType Node { get; } = new("", "v1", "nodes", "Node", Namespaced: false);

    /// <summary>Namespaces of the core group.</summary>
    public static ResourceType Namespace { get; } = new("", "v1", "namespaces", "Namespace", Namespaced: false);

    /// <summary>ConfigMaps of the core group.</summary>
    public static ResourceType ConfigMap { get; } = new("", "v1", "configmaps", "ConfigMap", Namespaced: true);

    /// <summary>Pods of the core group.</summary>
    public static ResourceType Pod { get; } = new("", "v1", "pods", "Pod", Namespaced: true);

    /// <summary>Events of the core group.</summary>
    public static ResourceType Event { get; } = new("", "v1", "events", "Event", Namespaced: true);

    /// <summary>Services of the core group.</summary>
    public static ResourceType Service { get; } = new("", "v1", "services", "Service", Namespaced: true);

    /// <summary>Secrets of the core group.</summary>
    public static ResourceType Secret { get; } = new("", "v1", "secrets", "Secret", Namespaced: true);

    /// <summary>ServiceAccounts of the core group.</summary>
    public static ResourceType ServiceAccount { get; } = new("", "v1", "serviceaccounts", "ServiceAccount", Namespaced: true);

    /// <summary>Configurations of mutating admission webhooks.</summary>
    public static ResourceType MutatingWebhookConfiguration { get; } = new(
        "admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", Namespaced: false);

    /// <summary>Deployments.</summary>
    public static ResourceType Deployment { get; } = new("apps", "v1", "deployments", "Deployment", Namespaced: true);

    /// <summary>The Sail Operator's cluster-scoped <c>Istio</c> resource.</summary>
    public static ResourceType Istio { get; } = new("sailoperator.io", "v1", "istios", "Istio", Namespaced: false);

    /// <summary>The Sail Operator's cluster-scoped <c>IstioRevision</c> resource.</summary>
    public static ResourceType IstioRevision { get; } =
        new("sailoperator.io", "v1", "istiorevisions", "IstioRevision", Namespaced: false);

    /// <summary>How RBAC messages and <c>kubectl</c> write the type: <c>istios.sailoperator.io</c>, <c>nodes</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>The value of <c>apiVersion</c> in an object of this type.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The path of the collection, without a leading slash.</summary>
    /// <param name="namespaceName">Namespace; <see langword="null"/> for all namespaces or a cluster-scoped type.</param>
    public string CollectionPath(string? namespaceName = null)
    {
        string root = Group.Length == 0 ? $"api/{Version}" : $"apis/{Group}/{Version}";
        return namespaceName is null || !Namespaced
            ? $"{root}/{Plural}"
            : $"{root}/namespaces/{Uri.EscapeDataString(namespaceName)}/{Plural}";
    }
}
