using System.Net.Security;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Http;

/// <summary>TLS through an HTTP proxy: the proxy sees where to, never what.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");
    private readonly TestCertificates _certificates = new();
    private ScriptedServer _server = null!;

    public ValueTask InitializeAsync()
    {
        _server = new ScriptedServer(
            _ => Answers.Text(200, """{"kind":"Istio"}"""),
            new SslServerAuthenticationOptions { ServerCertificate = _certificates.Server("api.example") });
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificates.Dispose();
    }

    [Fact]
    public async Task A_tunnel_is_asked_for_by_name_and_the_certificate_is_verified_behind_it()
    {
        await using TunnelProxy proxy = new(_server.Port);
        using IClusterApi api = Connect($"http://127.0.0.1:{proxy.Port}");

        await api.GetAsync(Resource, CancellationToken.None);

        // The client may open a second tunnel while it finds out whether the server speaks HTTP/2.
        Assert.NotEmpty(proxy.Requests);
        Assert.All(proxy.Requests, tunnel =>
        {
            Assert.Equal(("CONNECT", "api.example:6443"), (tunnel.Method, tunnel.Target));
            Assert.Null(tunnel.Header("Authorization"));
        });
        Assert.Equal("Bearer s3cr3t-token", Assert.Single(_server.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task The_proxy_is_shown_its_own_password_and_the_server_is_not()
    {
        await using TunnelProxy proxy = new(_server.Port, "me:p@ss");
        using IClusterApi api = Connect($"http://me:p%40ss@127.0.0.1:{proxy.Port}");

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Contains(proxy.Requests, r => r.Header("Proxy-Authorization") is not null);
        Assert.Null(Assert.Single(_server.Requests).Header("Proxy-Authorization"));
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_one_error_that_keeps_its_password()
    {
        await using TunnelProxy proxy = new(_server.Port, "me:other");
        using IClusterApi api = Connect($"http://me:pr0xy-s3cr3t@127.0.0.1:{proxy.Port}");

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

        Assert.Equal(ClusterErrorKind.Unreachable, error.Kind);
        Assert.Contains("407", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pr0xy-s3cr3t", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_proxy_does_not_make_another_host_right()
    {
        await using TunnelProxy proxy = new(_server.Port);
        using IClusterApi api = Connect($"http://127.0.0.1:{proxy.Port}", "https://elsewhere.example:6443");

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

        Assert.Equal(ClusterErrorKind.Tls, error.Kind);
        Assert.Contains("not for elsewhere.example", error.Message, StringComparison.Ordinal);
    }

    private IClusterApi Connect(string proxy, string server = "https://api.example:6443") => new KubernetesConnector().Connect(
        KubeconfigSource.Text(Connections.Kubeconfig(
            server, $"proxy-url: \"{proxy}\", certificate-authority-data: {_certificates.AuthorityData}")),
        null,
        new ConnectionSettings()).Api;
}
