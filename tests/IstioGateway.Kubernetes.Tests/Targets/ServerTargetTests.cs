using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Targets;

public sealed class ServerTargetTests : IDisposable
{
    private const string Secret = "s3cr3t-token";
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_server_a_token_and_an_authority_make_a_connection()
    {
        await using ScriptedServer server = Secure(_certificates.Server("127.0.0.1"));
        ClusterConnection connection = Connect(server.Url + "/behind/a/proxy", authority: _certificates.Authority);
        using IClusterApi api = connection.Api;

        await api.GetAsync(Resource, CancellationToken.None);

        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal("/behind/a/proxy/apis/sailoperator.io/v1/istios/default", request.Target);
        Assert.Equal($"Bearer {Secret}", request.Header("Authorization"));
        Assert.Empty(connection.Warnings);
        Assert.Equal(
            new ClusterEndpoint("127.0.0.1", new Uri(server.Url + "/behind/a/proxy/"), "server address", null), api.Endpoint);
    }

    [Fact]
    public async Task Another_authority_is_not_trusted_and_the_token_is_not_sent()
    {
        using TestCertificates others = new("other-ca");
        await using ScriptedServer server = Secure(_certificates.Server("127.0.0.1"));
        using IClusterApi api = Connect(server.Url, authority: others.Authority).Api;

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

        Assert.Equal(ClusterErrorKind.Tls, error.Kind);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Skipping_the_check_accepts_any_certificate_and_warns()
    {
        await using ScriptedServer server = Secure(TestCertificates.SelfSigned("wrong.example"));
        ClusterConnection connection = Connect(server.Url, skip: true);
        using IClusterApi api = connection.Api;

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Contains("not verified", Assert.Single(connection.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_is_for_loopback_only()
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, "{}"));
        using IClusterApi api = Connect(server.Url).Api;
        await api.GetAsync(Resource, CancellationToken.None);

        ClusterException error = Assert.Throws<ClusterException>(() => Connect("http://api.example:8080"));

        Assert.Equal(ClusterErrorKind.InvalidTarget, error.Kind);
        Assert.Contains("anyone on the way could read the token", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://api.example", "is no http or https address")]
    [InlineData("https://me:s3cr3t-token@api.example", "credentials are given apart")]
    [InlineData("https://api.example/?token=s3cr3t-token", "credentials are given apart")]
    public void An_address_that_cannot_be_one_is_refused_and_not_quoted(string server, string part)
    {
        ClusterException error = Assert.Throws<ClusterException>(() => Connect(server));

        Assert.Equal(ClusterErrorKind.InvalidTarget, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_and_no_check_contradict_each_other() => Assert.Contains(
        "not both",
        Assert.Throws<ClusterException>(() => Connect("https://api.example", authority: _certificates.Authority, skip: true)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("Bearer s3cr3t-token")]
    [InlineData("s3cr3t-token\nX-Header: 1")]
    public void A_token_that_cannot_be_one_is_refused_and_not_quoted(string token)
    {
        ClusterException error = Assert.Throws<ClusterException>(() => Connect("https://api.example", token: token));

        Assert.Equal(ClusterErrorKind.Credential, error.Kind);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"sub":"system:serviceaccount:ops:runner"}""", "system:serviceaccount:ops:runner")]
    [InlineData("""{"sub":"someone@example.org"}""", null)]
    [InlineData("""{"sub":7}""", null)]
    [InlineData("not json", null)]
    public void A_service_account_token_names_its_user(string claims, string? user)
    {
        string payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(claims)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        using IClusterApi api = Connect("https://api.example", token: $"e30.{payload}.c2ln").Api;

        Assert.Equal(user, api.Endpoint.User);
    }

    [Fact]
    public void A_target_as_text_holds_no_secret() => Assert.Equal(
        "https://api.example", new ServerTarget { Server = new Uri("https://api.example/x"), Token = Secret }.ToString());

    private static ClusterConnection Connect(
        string server, string token = Secret, X509Certificate2? authority = null, bool skip = false) => new KubernetesConnector().Connect(
        new ServerTarget
        {
            Server = new Uri(server),
            Token = token,
            CertificateAuthorities = authority is null ? [] : [authority],
            SkipCertificateCheck = skip,
        },
        new ConnectionSettings());

    private static ScriptedServer Secure(X509Certificate2 certificate) => new(
        _ => Answers.Text(200, """{"kind":"Istio"}"""), new SslServerAuthenticationOptions { ServerCertificate = certificate });
}
