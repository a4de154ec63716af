using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Templates;

namespace IstioGateway.Workloads;

/// <summary>By what a Deployment or a pod is known to be a gateway, and its pod to be injected.</summary>
internal static class GatewaySigns
{
    /// <summary>The image that stands for "to be injected".</summary>
    public const string ImagePlaceholder = "auto";

    /// <summary>The label, and on injected pods the annotation, that names a revision.</summary>
    public const string Revision = "istio.io/rev";

    private const string GatewayNameLabel = "gateway.networking.k8s.io/gateway-name";
    private const string ManagedLabel = "gateway.istio.io/managed";

    /// <summary>Istio's own templates that make no gateway of a pod.</summary>
    private static readonly string[] NoGateway = ["sidecar", "grpc-agent", "grpc-simple"];

    /// <summary>Who makes a Deployment a gateway; <see langword="null"/> where it is none by what its pods are made of.</summary>
    public static GatewayWorkloadKind? OfDeployment(JsonObject deployment)
    {
        if (IsManaged(deployment) || (deployment.At("spec", "template") is JsonObject managed && IsManaged(managed)))
        {
            return GatewayWorkloadKind.GatewayApi;
        }

        return deployment.At("spec", "template") is JsonObject template && SelectsGateway(template) ? GatewayWorkloadKind.Injected : null;
    }

    /// <summary>Who makes a pod a gateway; <see langword="null"/> where it is none. An injected one is known by <c>proxy router</c>.</summary>
    public static GatewayWorkloadKind? OfPod(JsonObject pod)
    {
        if (IsManaged(pod))
        {
            return GatewayWorkloadKind.GatewayApi;
        }

        string[] arguments = [.. (Proxy(pod)?["args"] as JsonArray ?? []).Select(argument => argument?.ToString() ?? "")];
        return arguments is ["proxy", "router", ..] || SelectsGateway(pod) ? GatewayWorkloadKind.Injected : null;
    }

    /// <summary>The container of the proxy.</summary>
    public static JsonObject? Proxy(JsonObject pod) => (pod.At("spec", "containers") as JsonArray)?.OfType<JsonObject>()
        .FirstOrDefault(container => container.Text("name") == ProxySecurity.Container);

    /// <summary>Whether istiod has injected a pod.</summary>
    public static bool IsInjected(JsonObject pod) => Proxy(pod) is { } proxy
        && proxy.Text("image") != ImagePlaceholder
        && pod.At("metadata", "annotations", InjectedPod.StatusAnnotation) is not null;

    /// <summary>Whether a pod, or the template of one, carries the sysctl.</summary>
    public static bool HasSysctl(JsonObject pod) => ProxySecurity.PortStartOf(pod.At("spec", "securityContext")) is not null;

    private static bool IsManaged(JsonObject item) =>
        item.At("metadata", "labels", GatewayNameLabel) is not null || item.At("metadata", "labels", ManagedLabel) is not null;

    private static bool SelectsGateway(JsonObject pod) =>
        GatewayWorkloads.SelectedBy(pod) is { Length: > 0 } names && !names.Intersect(NoGateway, StringComparer.Ordinal).Any();
}
