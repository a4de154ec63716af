using IstioGateway.Gateways;

namespace IstioGateway.Core.Tests.Gateways;

public sealed class GatewaySpecTests
{
    [Theory]
    [InlineData("80", "http", 80, null, "HTTP")]
    [InlineData("443", "https", 443, null, "HTTPS")]
    [InlineData("8080", "http-8080", 8080, null, "HTTP")]
    [InlineData("8443", "https-8443", 8443, null, "HTTPS")]
    [InlineData("31400", "tcp-31400", 31400, null, "TCP")]
    [InlineData("80:9080", "http", 80, 9080, "HTTP")]
    [InlineData("http2:80", "http2", 80, null, "HTTP2")]
    [InlineData("grpc-web-a:1:2", "grpc-web-a", 1, 2, "GRPC-WEB")]
    [InlineData("tls:443:8443", "tls", 443, 8443, "TLS")]
    [InlineData("mongo-a:27017", "mongo-a", 27017, null, "MONGO")]
    [InlineData("tlsx:1", "tlsx", 1, null, "TCP")]
    [InlineData("80:65535", "http", 80, 65535, "HTTP")]
    public void A_port_is_read(string text, string name, int number, int? target, string protocol)
    {
        GatewayPort port = GatewayPort.Parse(text);

        Assert.Equal(new GatewayPort(name, number, target), port);
        Assert.Equal(protocol, port.Protocol);
        Assert.Equal(port, GatewayPort.Parse(port.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http")]
    [InlineData("http:")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    [InlineData("80:0")]
    [InlineData("80:x")]
    [InlineData("http:80:81:82")]
    [InlineData("HTTP:80")]
    [InlineData("a--b:80")]
    [InlineData("-a:80")]
    [InlineData("a-:80")]
    [InlineData("abcdefghijklmnop:80")]
    [InlineData("80:15090")]
    [InlineData("15021:8080")]
    [InlineData("15000")]
    [InlineData("status-port:80")]
    public void What_is_no_port_is_refused(string text) => Assert.Throws<FormatException>(() => GatewayPort.Parse(text));

    [Theory]
    [InlineData("80", 8080)]
    [InlineData("443", 8443)]
    [InlineData("1023", 9023)]
    [InlineData("1024", 1024)]
    [InlineData("80:3000", 3000)]
    public void Ports_below_1024_are_mapped_where_they_cannot_be_listened_on(string text, int target)
    {
        GatewayPort port = GatewayPort.Parse(text);

        Assert.Equal(target, port.TargetFor(unprivileged: true));
        Assert.Equal(port.Target ?? port.Number, port.TargetFor(unprivileged: false));
    }

    [Theory]
    [InlineData("a.b=c:1", "a.b", "c", 1, "c.edge.svc.cluster.local")]
    [InlineData("*=c.d:65535", "*", "c.d", 65535, "c.d.svc.cluster.local")]
    [InlineData("*.a.b = c.d.svc:80", "*.a.b", "c.d.svc", 80, "c.d.svc.cluster.local")]
    [InlineData("a=c.d.svc.example.org:80", "a", "c.d.svc.example.org", 80, "c.d.svc.example.org")]
    public void A_route_is_read(string text, string host, string service, int port, string serviceHost)
    {
        GatewayRoute route = GatewayRoute.Parse(text);

        Assert.Equal(new GatewayRoute(host, service, port), route);
        Assert.Equal(serviceHost, route.ServiceHost("edge"));
        Assert.Equal(route, GatewayRoute.Parse(route.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a=b")]
    [InlineData("=b:1")]
    [InlineData("a=:1")]
    [InlineData("a:1=b")]
    [InlineData("a=b:0")]
    [InlineData("a=b:65536")]
    [InlineData("a=b:http")]
    [InlineData("A=b:1")]
    [InlineData("a..b=c:1")]
    [InlineData("a.*.b=c:1")]
    [InlineData("a=*:1")]
    [InlineData("a=*.b:1")]
    [InlineData("a=b_c:1")]
    public void What_is_no_route_is_refused(string text) => Assert.Throws<FormatException>(() => GatewayRoute.Parse(text));

    [Theory]
    [InlineData("*", "a.b", true)]
    [InlineData("a.b", "a.b", true)]
    [InlineData("*.b", "a.b", true)]
    [InlineData("*.b", "a.c.b", true)]
    [InlineData("*.b", "b", false)]
    [InlineData("*.b", "ab", false)]
    [InlineData("a.b", "*.b", false)]
    public void A_wildcard_stands_for_the_hosts_below_it(string host, string other, bool covers) =>
        Assert.Equal(covers, GatewayHost.Covers(host, other));

    public static TheoryData<string, string, GatewaySpec> Wrong { get; } = new()
    {
        { "Name", "RFC 1123", GatewaySamples.Small with { Name = "Edge" } },
        { "Name", "start with a letter", GatewaySamples.Small with { Name = "1edge" } },
        { "Name", "longer than 63", GatewaySamples.Small with { Name = new string('a', 64) } },
        { "Namespace", "'a.b' cannot name a namespace", GatewaySamples.Small with { Namespace = "a.b" } },
        { "Revision", "cannot name a revision", GatewaySamples.Small with { Revision = "1.28" } },
        { "ServiceAccount", "cannot name a ServiceAccount", GatewaySamples.Small with { ServiceAccount = "a/b" } },
        { "Templates", "needs an injection template", GatewaySamples.Small with { Templates = [] } },
        { "Templates", "'' cannot name a template", GatewaySamples.Small with { Templates = ["gateway", ""] } },
        { "Ports", "needs a port", GatewaySamples.Small with { Ports = [] } },
        { "Ports", "70000", GatewaySamples.Small with { Ports = [new GatewayPort("http", 70000, null)] } },
        { "Ports", "The port 80 is given twice", GatewaySamples.Small with { Ports = [new("http", 80, 8081), new("http-b", 80, 8082)] } },
        { "Ports", "Two ports have the name 'http'", GatewaySamples.Small with { Ports = [new("http", 80, null), new("http", 81, null)] } },
        { "Ports", "Two ports would listen on 8080", GatewaySamples.Small with { Unprivileged = true, Ports = [new("http", 80, null), new("http-b", 8080, null)] } },
        { "Ports", "cannot listen on 81", GatewaySamples.Small with { Unprivileged = true, Ports = [new("http", 80, 81)] } },
        { "Replicas", "below 0", GatewaySamples.Small with { Replicas = -1 } },
        { "Replicas", "cannot go with -MaxReplicas", GatewaySamples.Small with { Replicas = 1, MaxReplicas = 2 } },
        { "MaxReplicas", "is needed beside", GatewaySamples.Small with { MinReplicas = 2 } },
        { "MinReplicas", "at least 1", GatewaySamples.Small with { MinReplicas = 0, MaxReplicas = 2 } },
        { "MaxReplicas", "2 is below -MinReplicas 3", GatewaySamples.Small with { MinReplicas = 3, MaxReplicas = 2 } },
        { "NodeSelector", "cannot name a label", GatewaySamples.Small with { NodeSelector = new Dictionary<string, string> { ["a/b/c"] = "" } } },
        { "NodeSelector", "cannot name the label pool", GatewaySamples.Small with { NodeSelector = new Dictionary<string, string> { ["pool"] = "a b" } } },
        { "Hosts", "is no host", GatewaySamples.Small with { Hosts = ["a_b"] } },
        { "Hosts", "has no route", GatewaySamples.Small with { Hosts = ["b.example.com"], Routes = [new("a.example.com", "a", 1)] } },
        { "Routes", "given twice", GatewaySamples.Small with { Routes = [new("a", "a", 1), new("a", "a", 1)] } },
        { "Routes", "the same name, edge-wildcard.b", GatewaySamples.Small with { Routes = [new("*.b", "a", 1), new("wildcard.b", "a", 1)] } },
        { "Routes", "longer than 253", GatewaySamples.Small with { Routes = [new(string.Join('.', Enumerable.Repeat("abc", 63)), "a", 1)] } },
        { "Routes", "route for '*'", GatewaySamples.Small with { Kind = GatewayKind.Egress, Routes = [new("*", "a", 1)] } },
        { "TlsSecret", "needs a certificate", GatewaySamples.OldKernel with { TlsSecret = null } },
        { "TlsSecret", "cannot name a Secret", GatewaySamples.OldKernel with { TlsSecret = "" } },
        { "TlsSecret", "nothing would use it", GatewaySamples.Small with { TlsSecret = "cert" } },
        { "Ports", "name its port tls", GatewaySamples.OldKernel with { Kind = GatewayKind.Egress } },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_a_server_would_refuse_or_ignore_is_said_first(string part, string message, GatewaySpec spec)
    {
        GatewaySpecException exception = Assert.Throws<GatewaySpecException>(() => GatewaySpecRules.Check(spec));

        Assert.Equal(part, exception.Part);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_within_a_wildcard_route_has_a_route() =>
        GatewaySpecRules.Check(GatewaySamples.Small with { Hosts = ["a.example.com"], Routes = [new("*.example.com", "a", 1)] });
}
