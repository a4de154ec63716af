using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Http;

public sealed class TlsTests : IDisposable
{
    private const string Loopback = "127.0.0.1";
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task The_right_certificate_of_the_private_authority_is_accepted() =>
        Assert.Null(await ErrorAsync(_certificates.Server(Loopback), Authority));

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_under_a_private_authority_too()
    {
        ClusterException? error = await ErrorAsync(_certificates.Server("wrong.example"), Authority);

        Assert.Equal(ClusterErrorKind.Tls, error?.Kind);
        Assert.Contains("wrong.example, not for 127.0.0.1", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tls_server_name_is_the_name_that_counts()
    {
        Assert.Null(await ErrorAsync(_certificates.Server("api.example"), Authority + ", tls-server-name: api.example"));

        ClusterException? error = await ErrorAsync(_certificates.Server(Loopback), Authority + ", tls-server-name: api.example");
        Assert.Contains("not for api.example", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_with_its_date()
    {
        ClusterException? error = await ErrorAsync(_certificates.Server(Loopback, from: -10, until: -5), Authority);

        Assert.Equal(ClusterErrorKind.Tls, error?.Kind);
        Assert.Contains("expired on 20", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_the_future_is_refused()
    {
        ClusterException? error = await ErrorAsync(_certificates.Server(Loopback, from: 5, until: 10), Authority);

        Assert.Contains("valid only from", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_self_signed_certificate_is_refused()
    {
        ClusterException? error = await ErrorAsync(TestCertificates.SelfSigned(Loopback), Authority);

        Assert.Equal(ClusterErrorKind.Tls, error?.Kind);
        Assert.Contains("self-signed", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_self_signed_certificate_that_is_itself_the_authority_is_accepted()
    {
        using X509Certificate2 server = TestCertificates.SelfSigned(Loopback);
        string authority = $"certificate-authority-data: {TestCertificates.Data(server.ExportCertificatePem())}";

        Assert.Null(await ErrorAsync(server, authority));
    }

    [Fact]
    public async Task An_intermediate_certificate_may_be_all_that_is_trusted()
    {
        using TestCertificates intermediate = _certificates.Intermediate("team-ca");
        string authority = $"certificate-authority-data: {intermediate.AuthorityData}";

        Assert.Null(await ErrorAsync(intermediate.Server(Loopback), authority));

        // The root above it is not trusted by that, nor is another host or a time that is over.
        Assert.Contains("not the certificate authority", (await ErrorAsync(_certificates.Server(Loopback), authority))!.Message, StringComparison.Ordinal);
        Assert.Contains("not for 127.0.0.1", (await ErrorAsync(intermediate.Server("wrong.example"), authority))!.Message, StringComparison.Ordinal);
        Assert.Contains("expired", (await ErrorAsync(intermediate.Server(Loopback, until: -5), authority))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var others = new TestCertificates("other-ca");
        ClusterException? error = await ErrorAsync(others.Server(Loopback), Authority);

        Assert.Equal(ClusterErrorKind.Tls, error?.Kind);
        Assert.Contains("other-ca", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_authority_in_the_kubeconfig_the_machines_store_decides()
    {
        ClusterException? error = await ErrorAsync(_certificates.Server(Loopback), "");

        Assert.Equal(ClusterErrorKind.Tls, error?.Kind);
        Assert.Contains("this machine does not trust", error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Skipping_verification_accepts_anything_and_warns()
    {
        await using ScriptedServer server = Server(TestCertificates.SelfSigned("wrong.example"));
        ClusterConnection connection = Connect(server, "insecure-skip-tls-verify: true", "token: t");
        using IClusterApi api = connection.Api;

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Contains(connection.Warnings, w => w.Contains("not verified", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_certificate_is_shown_to_the_server(bool rsa)
    {
        (string certificate, string key, string thumbprint) = _certificates.Client("admin", rsa);
        await using ScriptedServer server = Server(_certificates.Server(Loopback));
        string user = $"client-certificate-data: {TestCertificates.Data(certificate)}, client-key-data: {TestCertificates.Data(key)}";
        using IClusterApi api = Connect(server, Authority, user).Api;

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal(thumbprint, server.ClientCertificateThumbprint);
        Assert.Null(Assert.Single(server.Requests).Header("Authorization"));
    }

    private string Authority => $"certificate-authority-data: {_certificates.AuthorityData}";

    private static async Task<ClusterException?> ErrorAsync(X509Certificate2 certificate, string cluster)
    {
        await using ScriptedServer server = Server(certificate);
        using IClusterApi api = Connect(server, cluster, "token: t").Api;
        try
        {
            await api.GetAsync(Resource, CancellationToken.None);
            return null;
        }
        catch (ClusterException e)
        {
            Assert.Empty(server.Requests);
            return e;
        }
    }

    private static ScriptedServer Server(X509Certificate2 certificate) => new(
        _ => Answers.Text(200, """{"kind":"Istio"}"""),
        new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = true,
#pragma warning disable CA5359 // The client's certificate is only looked at, by the test itself.
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        });

    private static ClusterConnection Connect(ScriptedServer server, string cluster, string user) => new KubernetesConnector().Connect(
        KubeconfigSource.Text(Connections.Kubeconfig(server.Url, cluster, user)), null, new ConnectionSettings());
}
