using System.Text.Json.Nodes;
using static IstioGateway.Gateways.ManifestComments;

namespace IstioGateway.Gateways;

/// <summary>The Service, which maps the ports that users write to those the proxy can listen on.</summary>
internal static class GatewayService
{
    public static CommentedManifest Make(GatewaySpec spec)
    {
        ManifestComments comments = new();
        bool maps = spec.Ports.Any(port =>
            port.Number < GatewayPort.FirstUnprivileged && port.TargetFor(spec.Unprivileged) >= GatewayPort.FirstUnprivileged);
        GatewayServiceType type = spec.ServiceType
            ?? (spec.Kind == GatewayKind.Ingress ? GatewayServiceType.LoadBalancer : GatewayServiceType.ClusterIP);
        JsonArray ports =
        [
            .. new[] { new GatewayPort(GatewayPort.StatusName, GatewayPort.StatusPort, GatewayPort.StatusPort) }.Concat(spec.Ports).Select(port => (JsonNode)new JsonObject
            {
                ["name"] = port.Name,
                ["port"] = port.Number,
                ["protocol"] = "TCP",
                ["targetPort"] = port.TargetFor(spec.Unprivileged),
            }),
        ];
        return comments.Around(Fields(
            Field("apiVersion", "v1"),
            Field("kind", "Service"),
            Field("metadata", GatewayManifests.Metadata(spec)),
            Field("spec", Fields(
                Field("type", type.ToString()),
                Field("selector", GatewayManifests.Selector(spec)),
                maps
                    ? comments.Why("The proxy cannot listen below 1024 without the sysctl. Gateway resources go on naming 'port': istiod finds\n"
                        + "'targetPort' here by itself.")
                    : null,
                Field("ports", ports)))));
    }
}
