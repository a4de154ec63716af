using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>Built-in types that the sandbox serves and plays with, besides those of <see cref="ResourceType"/>.</summary>
internal static class KubernetesTypes
{
    /// <summary>Events of the core group.</summary>
    public static ResourceType Event { get; } = new("", "v1", "events", "Event", Namespaced: true);

    /// <summary>ResourceQuotas of the core group.</summary>
    public static ResourceType ResourceQuota { get; } = new("", "v1", "resourcequotas", "ResourceQuota", Namespaced: true);

    /// <summary>ReplicaSets.</summary>
    public static ResourceType ReplicaSet { get; } = new("apps", "v1", "replicasets", "ReplicaSet", Namespaced: true);

    /// <summary>HorizontalPodAutoscalers.</summary>
    public static ResourceType HorizontalPodAutoscaler { get; } =
        new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", Namespaced: true);

    /// <summary>PodDisruptionBudgets.</summary>
    public static ResourceType PodDisruptionBudget { get; } =
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", Namespaced: true);

    /// <summary>Roles. They are stored; what a user of the sandbox may do is in its <see cref="SandboxToken"/>.</summary>
    public static ResourceType Role { get; } = new("rbac.authorization.k8s.io", "v1", "roles", "Role", Namespaced: true);

    /// <summary>RoleBindings; stored as Roles are.</summary>
    public static ResourceType RoleBinding { get; } =
        new("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", Namespaced: true);
}
