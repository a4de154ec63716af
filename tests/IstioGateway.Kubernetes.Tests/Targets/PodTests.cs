using System.Net.Security;
using System.Text;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Identity;
using IstioGateway.Kubernetes.Targets;
using IstioGateway.Kubernetes.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Kubernetes.Tests.Targets;

/// <summary>Connections as the service account of the pod one runs in.</summary>
public sealed class PodTests : IDisposable
{
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");
    private readonly string _folder = Directory.CreateTempSubdirectory("service-account-").FullName;
    private readonly TestCertificates _certificates = new();

    public PodTests()
    {
        Write("ca.crt", _certificates.Authority.ExportCertificatePem());
        Write("namespace", "ops");
        Write("token", "one\n");
    }

    public void Dispose()
    {
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_mounted_token_and_authority_are_used_and_a_rotated_token_is_taken_up()
    {
        await using ScriptedServer server = Server();
        FakeTimeProvider clock = new();
        ClusterConnection connection = Connector(server.Port).ConnectInCluster(null, new ConnectionSettings { Clock = clock });
        using IClusterApi api = connection.Api;

        await api.GetAsync(Resource, CancellationToken.None);
        Write("token", "two");
        await api.GetAsync(Resource, CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(1));
        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal(["Bearer one", "Bearer one", "Bearer two"], server.Requests.Select(r => r.Header("Authorization")));
        Assert.Empty(connection.Warnings);
        Assert.Equal(
            new ClusterEndpoint("in-cluster", new Uri(server.Url), "in-cluster", "a service account of namespace ops"), api.Endpoint);
    }

    [Fact]
    public void The_token_says_who_it_is_and_the_cluster_can_be_named()
    {
        string claims = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"sub":"system:serviceaccount:ops:runner"}"""));
        Write("token", $"e30.{claims}.c2ln");

        using IClusterApi api = Connector(443).ConnectInCluster("mine", new ConnectionSettings()).Api;

        Assert.Equal(("mine", "system:serviceaccount:ops:runner"), (api.Endpoint.Name, api.Endpoint.User));
    }

    [Fact]
    public void An_IPv6_address_stands_in_brackets()
    {
        using IClusterApi api = Connector(443, "fd00::1").ConnectInCluster(null, new ConnectionSettings()).Api;

        Assert.Equal("https://[fd00::1]/", api.Endpoint.Server.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_usable_authority_the_machines_store_decides_and_it_says_so(bool missing)
    {
        Write("ca.crt", "no certificate");
        if (missing)
        {
            File.Delete(Path.Combine(_folder, "ca.crt"));
        }

        await using ScriptedServer server = Server();
        ClusterConnection connection = Connector(server.Port).ConnectInCluster(null, new ConnectionSettings());
        using IClusterApi api = connection.Api;

        Assert.Contains("ca.crt cannot be used", Assert.Single(connection.Warnings), StringComparison.Ordinal);
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));
        Assert.Equal(ClusterErrorKind.Tls, error.Kind);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(null, "443")]
    [InlineData("10.0.0.1", null)]
    [InlineData("", "443")]
    public void Outside_of_a_pod_it_says_so(string? host, string? port)
    {
        KubernetesConnector connector = new(new PodEnvironment(host, port, _folder), new IdentityEnvironment());

        Assert.False(connector.IsInCluster);
        ClusterException error = Assert.Throws<ClusterException>(() => connector.ConnectInCluster(null, new ConnectionSettings()));
        Assert.Equal(ClusterErrorKind.InvalidTarget, error.Kind);
        Assert.Contains("does not run in a pod", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_without_a_token_says_so()
    {
        Assert.True(Connector(443).IsInCluster);
        File.Delete(Path.Combine(_folder, "token"));

        Assert.False(Connector(443).IsInCluster);
        Assert.Contains(
            "automountServiceAccountToken",
            Assert.Throws<ClusterException>(() => Connector(443).ConnectInCluster(null, new ConnectionSettings())).Message,
            StringComparison.Ordinal);
    }

    private KubernetesConnector Connector(int port, string host = "127.0.0.1") =>
        new(new PodEnvironment(host, port.ToString(System.Globalization.CultureInfo.InvariantCulture), _folder), new IdentityEnvironment());

    private ScriptedServer Server() => new(
        _ => Answers.Text(200, """{"kind":"Istio"}"""),
        new SslServerAuthenticationOptions { ServerCertificate = _certificates.Server("127.0.0.1") });

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
}
