using CsCheck;
using IstioGateway.Gateways;

namespace IstioGateway.Core.Tests.Gateways;

/// <summary>Gateways: some that people make, and any that are right.</summary>
internal static class GatewaySamples
{
    private static readonly Gen<string> Names = Gen.OneOf("edge", "istio-ingressgateway", "a", "yes");
    private static readonly int[] Numbers = [80, 443, 1023, 1024, 8443, 9090, 31400];
    private static readonly Gen<string> Hosts = Gen.OneOf("*", "shop.example.com", "*.example.com", "a.example.org", "no");

    /// <summary>The smallest one.</summary>
    public static GatewaySpec Small { get; } = new()
    {
        Name = "edge",
        Namespace = "istio-ingress",
        Ports = [GatewayPort.Parse("80")],
    };

    /// <summary>Two hosts behind 80 and 443 on nodes with an old kernel.</summary>
    public static GatewaySpec OldKernel { get; } = Small with
    {
        Ports = [GatewayPort.Parse("http:80"), GatewayPort.Parse("https:443")],
        Unprivileged = true,
        Routes = [GatewayRoute.Parse("shop.example.com=shop.shop:8080"), GatewayRoute.Parse("*.example.org=web:80")],
        TlsSecret = "shop-cert",
    };

    /// <summary>By name of their golden file.</summary>
    public static IReadOnlyDictionary<string, GatewaySpec> Golden { get; } = new Dictionary<string, GatewaySpec>
    {
        ["small"] = Small,
        ["old-kernel"] = OldKernel,
        ["root"] = Small with { Root = true, Revision = "default-v1-28-6" },
        ["scaled"] = Small with
        {
            MinReplicas = 2,
            MaxReplicas = 5,
            PodDisruptionBudget = true,
            Templates = ["gateway", "no-sysctl"],
            NodeSelector = new Dictionary<string, string> { ["pool"] = "edge", ["kubernetes.io/os"] = "linux" },
            Avoid = new NodeExclusion("example.com/image", ["centos-7", "ubuntu-16"]),
            ServiceAccount = "reader",
            SkipRbac = true,
        },
        ["tls-and-tcp"] = Small with
        {
            Ports = [GatewayPort.Parse("tls:443:8443"), GatewayPort.Parse("tcp-db:5432"), GatewayPort.Parse("grpc:9000")],
            Hosts = ["db.example.com"],
            Routes = [GatewayRoute.Parse("*.example.com=a:1"), GatewayRoute.Parse("*.example.com=b.c:2"), GatewayRoute.Parse("*.example.com=d.e.svc:3")],
            PodDisruptionBudget = true,
            ServiceType = GatewayServiceType.NodePort,
        },
        ["egress"] = Small with
        {
            Kind = GatewayKind.Egress,
            Ports = [GatewayPort.Parse("80"), GatewayPort.Parse("tls:443")],
            Routes = [GatewayRoute.Parse("api.example.com=api.example.com:443")],
        },
    };

    /// <summary>Any that is right.</summary>
    public static Gen<GatewaySpec> Any { get; } =
        from name in Names
        from space in Names
        from egress in Gen.Bool
        from ports in Gen.Int[1, 4].SelectMany(count => Gen.Shuffle(Numbers, count))
        from protocol in Gen.OneOf("http", "tls", "tcp", "grpc-web")
        from unprivileged in Gen.Bool
        from root in Gen.Bool
        from revision in Gen.OneOf<string?>(null, "default", "canary", "1-28")
        from template in Gen.OneOf("overlay", "null", "1")
        from scaling in Gen.Int[0, 3]
        from budget in Gen.Bool
        from labels in Gen.Dictionary(Gen.OneOf("pool", "example.com/x", "kubernetes.io/os"), Gen.OneOf("", "true", "1", "linux"))[0, 3]
        from avoid in Gen.OneOf("no", "~", "0x1", "").Array[0, 2]
        from routes in Gen.Select(Hosts, Gen.OneOf("web", "web.shop", "a.b.svc", "x.example.com"), Gen.Int[1, 65535],
            (host, service, port) => new GatewayRoute(host, service, port)).Array[0, 4]
        from skip in Gen.Bool
        select new GatewaySpec
        {
            Name = name,
            Namespace = space,
            Kind = egress ? GatewayKind.Egress : GatewayKind.Ingress,
            Ports = [.. ports.Select((port, index) => new GatewayPort($"{protocol}-{index}", port, port == 8443 ? 20000 : null))],
            Unprivileged = unprivileged,
            Root = root,
            Revision = revision,
            Templates = ["gateway", template],
            Replicas = scaling == 1 ? 3 : null,
            MinReplicas = scaling == 2 ? 2 : null,
            MaxReplicas = scaling >= 2 ? 4 : null,
            PodDisruptionBudget = budget,
            NodeSelector = labels,
            Avoid = avoid.Length == 0 ? null : new NodeExclusion("pool", avoid),
            Routes = [.. routes.Where(route => !egress || route.Host != "*").Distinct()],
            SkipRbac = skip,
        };
}
