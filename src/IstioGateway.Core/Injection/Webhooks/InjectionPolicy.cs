using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>Why istiod lets a pod through untouched that its webhook was called for.</summary>
public enum InjectionSkip
{
    /// <summary>It injects.</summary>
    None,

    /// <summary>The pod uses the node's network.</summary>
    HostNetwork,

    /// <summary>The namespace is one of Kubernetes' own.</summary>
    SystemNamespace,

    /// <summary>The pod's label or annotation <c>sidecar.istio.io/inject</c> says no.</summary>
    Refused,

    /// <summary>The pod's labels match <c>neverInjectSelector</c>.</summary>
    NeverInject,

    /// <summary>The injector's <c>policy</c> is not <c>enabled</c>, and nothing asks for injection.</summary>
    Policy,
}

/// <summary>
/// Whether istiod injects a pod that its webhook was called for (istio 1.28.10, pkg/kube/inject/inject.go:199-290,
/// <c>injectRequired</c>).
/// </summary>
public static class InjectionPolicy
{
    /// <summary>The label, and the older annotation, with which a pod asks for injection or refuses it.</summary>
    public const string InjectName = "sidecar.istio.io/inject";

    private static readonly string[] Yes = ["y", "yes", "true", "on"];
    private static readonly string[] Ignored = ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"];

    /// <summary>Whether pods of a namespace are never injected (inject.go, <c>IgnoredNamespaces</c>).</summary>
    public static bool IsSystemNamespace(string name) => Ignored.Contains(name, StringComparer.Ordinal);

    /// <summary>Whether a pod, or the template of one, uses the network of its node (inject.go:207-209).</summary>
    public static bool UsesHostNetwork(JsonObject pod) =>
        pod.At("spec", "hostNetwork") is JsonValue value && value.TryGetValue(out bool hostNetwork) && hostNetwork;

    /// <summary>Decides.</summary>
    /// <param name="config">The injector's configuration.</param>
    /// <param name="pod">The pod, with its <c>metadata.namespace</c>.</param>
    public static InjectionSkip Decide(InjectorConfig config, JsonObject pod)
    {
        if (UsesHostNetwork(pod))
        {
            return InjectionSkip.HostNetwork;
        }

        if (IsSystemNamespace(pod.Text("metadata", "namespace") ?? ""))
        {
            return InjectionSkip.SystemNamespace;
        }

        // The label is the newer way; where both are present it counts.
        string asked = pod.Text("metadata", "labels", InjectName) ?? pod.Text("metadata", "annotations", InjectName) ?? "";
        if (asked.Length > 0)
        {
            bool known = config.Policy is InjectorConfig.PolicyEnabled or InjectorConfig.PolicyDisabled;
            return !Yes.Contains(asked.ToLowerInvariant(), StringComparer.Ordinal) ? InjectionSkip.Refused
                : known ? InjectionSkip.None : InjectionSkip.Policy;
        }

        JsonNode? labels = pod.At("metadata", "labels");
        if (config.NeverInjectSelectors.Any(Selects))
        {
            return InjectionSkip.NeverInject;
        }

        bool always = config.Policy == InjectorConfig.PolicyDisabled && config.AlwaysInjectSelectors.Any(Selects);
        return always || config.Policy == InjectorConfig.PolicyEnabled ? InjectionSkip.None : InjectionSkip.Policy;

        bool Selects(JsonObject selector) => !LabelSelectorMatch.IsEmpty(selector) && LabelSelectorMatch.Matches(selector, labels);
    }
}
