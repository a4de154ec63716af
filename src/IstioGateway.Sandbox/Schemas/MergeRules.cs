using k8s.Models;

namespace IstioGateway.Sandbox.Schemas;

/// <summary>
/// Which lists of built-in kinds are merged item by item, and which objects have one owner. The models do not carry this; it is
/// what the API server's OpenAPI says in <c>x-kubernetes-list-type</c>, <c>-list-map-keys</c> and <c>-map-type</c>.
/// </summary>
internal static class MergeRules
{
    private static readonly Dictionary<(Type Model, string Field), string[]> Keys = new()
    {
        [(typeof(V1ObjectMeta), "ownerReferences")] = ["uid"],
        [(typeof(V1ObjectMeta), "finalizers")] = [],
        [(typeof(V1PodSpec), "containers")] = ["name"],
        [(typeof(V1PodSpec), "initContainers")] = ["name"],
        [(typeof(V1PodSpec), "ephemeralContainers")] = ["name"],
        [(typeof(V1PodSpec), "volumes")] = ["name"],
        [(typeof(V1PodSpec), "imagePullSecrets")] = ["name"],
        [(typeof(V1PodSpec), "hostAliases")] = ["ip"],
        [(typeof(V1PodSpec), "topologySpreadConstraints")] = ["topologyKey", "whenUnsatisfiable"],
        [(typeof(V1PodSpec), "resourceClaims")] = ["name"],
        [(typeof(V1PodSpec), "schedulingGates")] = ["name"],
        [(typeof(V1Container), "env")] = ["name"],
        [(typeof(V1Container), "ports")] = ["containerPort", "protocol"],
        [(typeof(V1Container), "volumeMounts")] = ["mountPath"],
        [(typeof(V1Container), "volumeDevices")] = ["devicePath"],
        [(typeof(V1EphemeralContainer), "env")] = ["name"],
        [(typeof(V1EphemeralContainer), "ports")] = ["containerPort", "protocol"],
        [(typeof(V1EphemeralContainer), "volumeMounts")] = ["mountPath"],
        [(typeof(V1ResourceRequirements), "claims")] = ["name"],
        [(typeof(V1PodStatus), "conditions")] = ["type"],
        [(typeof(V1PodStatus), "podIPs")] = ["ip"],
        [(typeof(V1ServiceSpec), "ports")] = ["port", "protocol"],
        [(typeof(V1ServiceStatus), "conditions")] = ["type"],
        [(typeof(V1ServiceAccount), "secrets")] = ["name"],
        [(typeof(V1NodeStatus), "conditions")] = ["type"],
        [(typeof(V1NodeStatus), "addresses")] = ["type"],
        [(typeof(V1NodeSpec), "podCIDRs")] = [],
        [(typeof(V1NamespaceStatus), "conditions")] = ["type"],
        [(typeof(V1DeploymentStatus), "conditions")] = ["type"],
        [(typeof(V1MutatingWebhookConfiguration), "webhooks")] = ["name"],
        [(typeof(V1ReplicaSetStatus), "conditions")] = ["type"],
        [(typeof(V1PodDisruptionBudgetStatus), "conditions")] = ["type"],
        [(typeof(V2HorizontalPodAutoscalerStatus), "conditions")] = ["type"],
    };

    private static readonly HashSet<Type> AtomicModels =
    [
        typeof(V1LabelSelector), typeof(V1ObjectReference), typeof(V1LocalObjectReference), typeof(V1SecretKeySelector),
        typeof(V1ConfigMapKeySelector), typeof(V1ObjectFieldSelector), typeof(V1ResourceFieldSelector),
        typeof(V1TypedLocalObjectReference), typeof(V1NodeSelector), typeof(V1NodeSelectorTerm), typeof(V1SecretReference),
        typeof(V1TopologySelectorTerm), typeof(V1ScopeSelector), typeof(V1RoleRef),
    ];

    private static readonly HashSet<(Type Model, string Field)> AtomicMaps =
    [
        (typeof(V1PodSpec), "nodeSelector"), (typeof(V1ServiceSpec), "selector"), (typeof(V1CSIVolumeSource), "volumeAttributes"),
    ];

    /// <summary>Keys of a list that is merged by key, none for a set, <see langword="null"/> for a list with one owner.</summary>
    public static string[]? KeysOf(Type model, string field) => Keys.GetValueOrDefault((model, field));

    /// <summary>Whether an object has one owner.</summary>
    public static bool IsAtomic(Type model) => AtomicModels.Contains(model);

    /// <summary>Whether a map has one owner.</summary>
    public static bool IsAtomic(Type model, string field) => AtomicMaps.Contains((model, field));

    /// <summary>The value that a key field has where an item leaves it out.</summary>
    public static string? DefaultKey(string field) => field == "protocol" ? "TCP" : null;
}
