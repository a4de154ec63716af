using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>The kind of a pod's owner: <c>apps/v1</c> and <c>Deployment</c>.</summary>
/// <param name="ApiVersion">Its API group and version.</param>
/// <param name="Kind">Its kind.</param>
public sealed record OwnerType(string ApiVersion, string Kind);

/// <summary>The name of a pod's owner.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record OwnerName(string Namespace, string Name);

/// <summary>
/// What a template is executed with: istiod's <c>SidecarTemplateData</c> (istio 1.28.10, pkg/kube/inject/inject.go:103-118; its
/// <c>ObjectMeta</c> and <c>Spec</c> are the pod's). The JSON given is read, never changed.
/// </summary>
public sealed record InjectionData
{
    /// <summary>The user and group of Istio's proxy where the namespace does not say otherwise.</summary>
    public const long DefaultProxyId = 1337;

    /// <summary>The pod before injection: its metadata and spec.</summary>
    public required JsonObject Pod { get; init; }

    /// <summary>The kind of the pod's owner.</summary>
    public required OwnerType TypeMeta { get; init; }

    /// <summary>The name of the pod's owner.</summary>
    public required OwnerName DeploymentMeta { get; init; }

    /// <summary>The injector's values, as the ConfigMap has them under <c>values</c>.</summary>
    public JsonObject Values { get; init; } = [];

    /// <summary>The mesh configuration, in protobuf's JSON.</summary>
    public JsonObject MeshConfig { get; init; } = [];

    /// <summary>The proxy's configuration: the mesh's default, overlaid with the pod's annotation; in protobuf's JSON.</summary>
    public JsonObject ProxyConfig { get; init; } = [];

    /// <summary>The control plane's revision.</summary>
    public string Revision { get; init; } = "default";

    /// <summary>Whether proxies run as init containers that are restarted always.</summary>
    public bool NativeSidecars { get; init; }

    /// <summary>The proxy's image.</summary>
    public string ProxyImage { get; init; } = "";

    /// <summary>The proxy's user.</summary>
    public long ProxyUid { get; init; } = DefaultProxyId;

    /// <summary>The proxy's group.</summary>
    public long ProxyGid { get; init; } = DefaultProxyId;

    /// <summary>What becomes of inbound traffic that no listener knows.</summary>
    public string InboundTrafficPolicyMode { get; init; } = "ALLOW_ANY";

    /// <summary>The compliance policy of the control plane.</summary>
    public string CompliancePolicy { get; init; } = "";

    /// <summary>The data as templates see it, for one execution.</summary>
    /// <exception cref="PodDecodeException">The pod is none.</exception>
    internal IGoObject ToGo() => ToGo(PodDecoder.Decode(Pod).Pod);

    /// <summary>The same, where the pod has been decoded already.</summary>
    internal IGoObject ToGo(JsonObject decoded) => new SidecarTemplateData(this, decoded);
}
