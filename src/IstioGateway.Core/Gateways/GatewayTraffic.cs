using System.Text.Json.Nodes;
using static IstioGateway.Gateways.ManifestComments;

namespace IstioGateway.Gateways;

/// <summary>
/// Istio's Gateway and VirtualServices: what is listened for, and where it goes
/// (istio.io/latest/docs/reference/config/networking, Gateway and VirtualService).
/// </summary>
internal static class GatewayTraffic
{
    private const string ApiVersion = "networking.istio.io/v1";
    private const string Mesh = "mesh";
    private static readonly string[] RuleKinds = ["http", "tls", "tcp"];

    public static IEnumerable<CommentedManifest> Make(GatewaySpec spec)
    {
        if (spec.AllHosts.Count == 0)
        {
            yield break;
        }

        yield return Gateway(spec);
        foreach (IGrouping<string, GatewayRoute> routes in spec.Routes.GroupBy(route => route.Host, StringComparer.Ordinal))
        {
            yield return VirtualService(spec, routes.Key, [.. routes]);
        }
    }

    /// <summary>The name of a host's VirtualService: <c>edge-shop.example.com</c>, and <c>edge-wildcard.example.com</c> for <c>*</c>.</summary>
    public static string NameFor(GatewaySpec spec, string host) => $"{spec.Name}-{host.Replace("*", "wildcard", StringComparison.Ordinal)}";

    private static CommentedManifest Gateway(GatewaySpec spec)
    {
        ManifestComments comments = new();
        return comments.Around(Fields(
            Field("apiVersion", ApiVersion),
            Field("kind", "Gateway"),
            Field("metadata", GatewayManifests.Metadata(spec)),
            Field("spec", Fields(
                Field("selector", GatewayManifests.Selector(spec)),
                comments.Why("These are the Service's ports, not those the proxy listens on."),
                Field("servers", new JsonArray([.. spec.Ports.Select(port => Server(spec, port))]))))));
    }

    private static JsonObject Server(GatewaySpec spec, GatewayPort port) => Fields(
        Field("port", new JsonObject { ["number"] = port.Number, ["name"] = port.Name, ["protocol"] = port.Protocol }),
        Tls(spec, port) is { } tls ? Field("tls", tls) : null,
        Field("hosts", new JsonArray([.. spec.AllHosts.Select(host => (JsonNode?)host)])));

    private static JsonObject? Tls(GatewaySpec spec, GatewayPort port) => port.Protocol switch
    {
        "HTTPS" => new JsonObject { ["mode"] = "SIMPLE", ["credentialName"] = spec.TlsSecret },
        "TLS" => new JsonObject { ["mode"] = "PASSTHROUGH" },
        _ => null,
    };

    private static CommentedManifest VirtualService(GatewaySpec spec, string host, IReadOnlyList<GatewayRoute> routes)
    {
        string gateway = $"{spec.Namespace}/{spec.Name}";
        bool egress = spec.Kind == GatewayKind.Egress;
        ManifestComments comments = new();
        JsonArray destinations = [.. routes.Select((route, index) => Destination(spec, route, index, routes.Count))];
        ILookup<string, GatewayPort> ports = spec.Ports.ToLookup(port => RuleOf(port), StringComparer.Ordinal);
        return comments.Around(Fields(
            Field("apiVersion", ApiVersion),
            Field("kind", "VirtualService"),
            Field("metadata", GatewayManifests.Metadata(spec, NameFor(spec, host))),
            Field("spec", Fields(
                [
                    Field("hosts", new JsonArray(host)),
                    egress ? comments.Why("'mesh' stands for the sidecars: they send to the gateway what the gateway then sends on.") : null,
                    Field("gateways", egress ? new JsonArray(gateway, Mesh) : new JsonArray(gateway)),
                    egress ? comments.Why("The mesh must know the destinations: as services of the cluster, or by a ServiceEntry.") : null,
                    .. RuleKinds.Where(ports.Contains).Select(
                        kind => (KeyValuePair<string, JsonNode?>?)Field(kind, Rules(spec, kind, [.. ports[kind]], host, gateway, destinations))),
                ]))));
    }

    /// <summary>The kind of rule in a VirtualService that a port's traffic takes.</summary>
    private static string RuleOf(GatewayPort port) => port.Protocol switch
    {
        "TLS" => "tls",
        "TCP" or "MONGO" => "tcp",
        _ => "http",
    };

    private static JsonArray Rules(
        GatewaySpec spec, string kind, IReadOnlyList<GatewayPort> ports, string host, string gateway, JsonArray destinations)
    {
        if (spec.Kind == GatewayKind.Egress)
        {
            return
            [
                .. ports.SelectMany(port => new[]
                {
                    Rule(Match(kind, host, port, Mesh), ToGateway(spec, port)),
                    Rule(Match(kind, host, port, gateway), destinations),
                }),
            ];
        }

        // Requests are told apart by their host; for the others the port has to do.
        return kind == "http"
            ? [new JsonObject { ["route"] = destinations.DeepClone() }]
            : [.. ports.Select(port => Rule(Match(kind, host, port, gateway: null), destinations))];
    }

    private static JsonObject Rule(JsonObject match, JsonArray route) =>
        new() { ["match"] = new JsonArray(match), ["route"] = route.DeepClone() };

    private static JsonObject Match(string kind, string host, GatewayPort port, string? gateway) => Fields(
        gateway is null ? null : Field("gateways", new JsonArray(gateway)),
        Field("port", port.Number),
        kind == "tls" ? Field("sniHosts", new JsonArray(host)) : null);

    private static JsonArray ToGateway(GatewaySpec spec, GatewayPort port) =>
    [
        new JsonObject
        {
            ["destination"] = new JsonObject
            {
                ["host"] = $"{spec.Name}.{spec.Namespace}.svc.cluster.local",
                ["port"] = new JsonObject { ["number"] = port.Number },
            },
        },
    ];

    // Several routes of one host share its traffic evenly; what does not divide goes to the first ones.
    private static JsonObject Destination(GatewaySpec spec, GatewayRoute route, int index, int count)
    {
        string service = spec.Kind == GatewayKind.Ingress ? route.ServiceHost(spec.Namespace) : route.Service;
        JsonObject destination = new() { ["host"] = service, ["port"] = new JsonObject { ["number"] = route.Port } };
        return Fields(
            Field("destination", destination),
            count == 1 ? null : Field("weight", (100 / count) + (index < 100 % count ? 1 : 0)));
    }
}
