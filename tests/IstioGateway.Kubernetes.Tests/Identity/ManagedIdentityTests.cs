using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Identity;
using IstioGateway.Kubernetes.Targets;
using IstioGateway.Kubernetes.Tests.Servers;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Kubernetes.Tests.Identity;

/// <summary>Tokens of a managed identity: how they are asked for, kept and renewed, and what is said when there is none.</summary>
public sealed class ManagedIdentityTests
{
    private const string Secret = "header-s3cret";
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");
    private static readonly Guid Client = new("7f64d3a2-0b0c-4d5e-8f6a-1b2c3d4e5f60");
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Start);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_automation_account_is_asked_as_it_documents(bool userAssigned)
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Token("one"));
        using IClusterApi api = Connect(
            cluster,
            new IdentityEnvironment { Endpoint = identities.Url + "/msi/token?session=1", Header = Secret },
            new ManagedIdentity(userAssigned ? Client : null));
        Assert.Empty(identities.Requests);

        await api.GetAsync(Resource, CancellationToken.None);

        ReceivedRequest request = Assert.Single(identities.Requests);
        Assert.Equal(
            $"/msi/token?session=1&api-version=2019-08-01&resource={ManagedIdentity.KubernetesService}" + (userAssigned ? $"&client_id={Client}" : ""),
            request.Target);
        Assert.Equal((Secret, "true"), (request.Header("X-IDENTITY-HEADER"), request.Header("Metadata")));
        Assert.Equal("Bearer one", Assert.Single(cluster.Requests).Header("Authorization"));
        Assert.Null(cluster.Requests[0].Header("X-IDENTITY-HEADER"));
        Assert.Equal(userAssigned ? $"managed identity {Client}" : "managed identity", api.Endpoint.User);
    }

    [Fact]
    public async Task The_older_variables_and_another_audience_are_understood()
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(
            Answers.Text(200, """{"access_token":"old","expires_on":"11/26/2026 13:00:00 +00:00","token_type":"Bearer"}"""));
        using IClusterApi api = Connect(
            cluster,
            new IdentityEnvironment { LegacyEndpoint = identities.Url + "/MSI/token", LegacySecret = Secret },
            new ManagedIdentity(Client, "api://my cluster"));

        await api.GetAsync(Resource, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(54));
        await api.GetAsync(Resource, CancellationToken.None);

        ReceivedRequest request = Assert.Single(identities.Requests);
        Assert.Equal($"/MSI/token?api-version=2017-09-01&resource=api%3A%2F%2Fmy%20cluster&clientid={Client}", request.Target);
        Assert.Equal((Secret, null), (request.Header("secret"), request.Header("X-IDENTITY-HEADER")));
        Assert.Equal(["Bearer old", "Bearer old"], cluster.Requests.Select(r => r.Header("Authorization")));
    }

    [Fact]
    public async Task A_virtual_machines_metadata_service_is_asked_where_no_variable_names_another()
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(
            Answers.Text(200, """{"access_token":"vm","expires_in":"3599","expires_on":"1795698000","resource":"x"}"""));
        using IClusterApi api = Connect(cluster, new IdentityEnvironment { Metadata = identities.Url }, new ManagedIdentity(Client));

        await api.GetAsync(Resource, CancellationToken.None);

        ReceivedRequest request = Assert.Single(identities.Requests);
        Assert.Equal(
            $"/metadata/identity/oauth2/token?api-version=2018-02-01&resource={ManagedIdentity.KubernetesService}&client_id={Client}", request.Target);
        Assert.Equal("true", request.Header("Metadata"));
        Assert.Equal("Bearer vm", Assert.Single(cluster.Requests).Header("Authorization"));
        Assert.Equal("http://169.254.169.254", new IdentityEnvironment().Metadata);
    }

    [Fact]
    public async Task The_token_is_kept_and_renewed_before_it_expires()
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Token("one", 60), Token("two", 120));
        using IClusterApi api = Automation(cluster, identities);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.GetAsync(Resource, CancellationToken.None)));
        _clock.Advance(TimeSpan.FromMinutes(54));
        await api.GetAsync(Resource, CancellationToken.None);
        Assert.Single(identities.Requests);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await api.GetAsync(Resource, CancellationToken.None);
        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal(2, identities.Requests.Count);
        Assert.Equal(
            [.. Enumerable.Repeat("Bearer one", 6), "Bearer two", "Bearer two"], cluster.Requests.Select(r => r.Header("Authorization")));
    }

    [Fact]
    public async Task An_endpoint_that_is_out_of_order_does_no_harm_while_the_token_is_good_and_is_not_overrun()
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Token("one", 60), Answers.Text(403, """{"message":"not now"}"""));
        using IClusterApi api = Automation(cluster, identities);
        await api.GetAsync(Resource, CancellationToken.None);

        _clock.Advance(TimeSpan.FromMinutes(56));
        await api.GetAsync(Resource, CancellationToken.None);
        await api.GetAsync(Resource, CancellationToken.None);
        Assert.Equal(2, identities.Requests.Count);
        _clock.Advance(TimeSpan.FromMinutes(4));
        ClusterException error = await ErrorAsync(api);

        Assert.Equal(ClusterErrorKind.ManagedIdentity, error.Kind);
        Assert.Equal(3, cluster.Requests.Count);
    }

    [Fact]
    public async Task An_endpoint_that_still_gives_the_old_token_is_asked_again_only_after_a_while()
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Token("one", 3));
        using IClusterApi api = Automation(cluster, identities);

        await api.GetAsync(Resource, CancellationToken.None);
        await api.GetAsync(Resource, CancellationToken.None);
        Assert.Single(identities.Requests);
        _clock.Advance(TimeSpan.FromSeconds(31));
        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal(2, identities.Requests.Count);
    }

    [Theory]
    [InlineData("two", 2)]
    [InlineData("one", 1)]
    public async Task After_a_401_the_endpoint_is_asked_once_more_and_another_token_is_tried(string second, int tries)
    {
        await using ScriptedServer cluster = ScriptedServer.InTurn(Answers.Status(401, "Unauthorized", "Unauthorized"));
        await using ScriptedServer identities = ScriptedServer.InTurn(Token("one"), Token(second));
        using IClusterApi api = Automation(cluster, identities);

        Assert.Equal(ClusterErrorKind.Unauthenticated, (await ErrorAsync(api)).Kind);

        Assert.Equal(2, identities.Requests.Count);
        Assert.Equal(tries, cluster.Requests.Count);
    }

    [Theory]
    [InlineData(429, 1)]
    [InlineData(410, 1)]
    [InlineData(404, 1)]
    [InlineData(500, 1)]
    [InlineData(503, 3)]
    public async Task Who_is_busy_or_being_updated_is_asked_again_after_a_second_or_what_it_asks_for(int status, int seconds)
    {
        FastClock clock = new();
        await using ScriptedServer cluster = Cluster();
        string[] headers = seconds > 1 ? [$"Retry-After: {seconds}"] : [];
        await using ScriptedServer identities = ScriptedServer.InTurn(Answers.Text(status, "busy", "text/plain", headers), Token("one"));
        using IClusterApi api = Automation(cluster, identities, clock);

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal(2, identities.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(seconds), clock.Waited);
    }

    [Theory]
    [InlineData(429, 10, 40)]
    [InlineData(404, 5, 5)]
    [InlineData(410, 15, 80)]
    [InlineData(502, 10, 40)]
    public async Task It_is_not_asked_for_ever(int status, int atLeast, int atMost)
    {
        FastClock clock = new();
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Answers.Text(status, """{"message":"come again"}"""));
        using IClusterApi api = Automation(cluster, identities, clock);

        ClusterException error = await ErrorAsync(api);

        Assert.Equal((ClusterErrorKind.ManagedIdentity, status), (error.Kind, error.StatusCode));
        Assert.InRange(identities.Requests.Count, atLeast, atMost);
        TimeSpan longest = TimeSpan.FromSeconds(status == 410 ? 80 : 45);
        Assert.True(clock.Waited < longest, $"{clock.Waited}");
        Assert.Empty(cluster.Requests);
    }

    [Fact]
    public async Task An_update_of_the_endpoint_may_last_as_long_as_it_documents()
    {
        FastClock clock = new();
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = new(_ => clock.Waited < TimeSpan.FromSeconds(70) ? Answers.Text(410, "") : Token("one"));
        using IClusterApi api = Automation(cluster, identities, clock);

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal("Bearer one", Assert.Single(cluster.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task An_update_does_not_hold_whoever_leaves()
    {
        using CancellationTokenSource leaving = new();
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Answers.Text(410, "being updated"));

        // On this clock no pause ends by itself.
        using IClusterApi api = Automation(cluster, identities);

        Task<System.Text.Json.Nodes.JsonObject> get = api.GetAsync(Resource, leaving.Token);
        leaving.CancelAfter(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_request","error_description":"Identity not found"}""", "(400): Identity not found")]
    [InlineData(400, """{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId","correlationId":"x"}""", "found for specified ClientId")]
    [InlineData(400, """{"error":{"code":"BadRequest","message":"no such audience"}}""", "no such audience")]
    [InlineData(400, """{"Message":"No managed identity was found for Automation account a."}""", "(400): No managed identity was found for Automation account a.")]
    [InlineData(403, "<html><body>header-s3cret is <b>wrong</b></body></html>", "(403): (secret) is wrong")]
    [InlineData(401, "", "(401).")]
    public async Task A_refusal_is_said_in_the_endpoints_words_without_the_secret(int status, string body, string words)
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Answers.Text(status, body));
        using IClusterApi api = Automation(cluster, identities);

        ClusterException error = await ErrorAsync(api);

        Assert.Equal((ClusterErrorKind.ManagedIdentity, status), (error.Kind, error.StatusCode));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains("the system-assigned identity for " + ManagedIdentity.KubernetesService, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
        Assert.Single(identities.Requests);
    }

    [Theory]
    [InlineData("no json at-all-s3cret")]
    [InlineData("""{"token":"at-all-s3cret"}""")]
    [InlineData("""{"access_token":"at-all-s3cret with spaces"}""")]
    [InlineData("""["at-all-s3cret"]""")]
    public async Task An_answer_that_is_no_token_is_an_error_that_does_not_quote_it(string body)
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Answers.Text(200, body));
        using IClusterApi api = Automation(cluster, identities);

        ClusterException error = await ErrorAsync(api);

        Assert.True(error.Kind is ClusterErrorKind.ManagedIdentity or ClusterErrorKind.Credential);
        Assert.DoesNotContain("at-all-s3cret", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(identities.Url, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"99999999999999999999\"")]
    [InlineData("-5")]
    [InlineData("\"tomorrow\"")]
    [InlineData("null")]
    [InlineData("1e400")]
    public async Task An_end_that_cannot_be_read_does_not_keep_the_token_from_being_used(string expires)
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(
            Answers.Text(200, $$"""{"access_token":"one","expires_on":{{expires}} }"""));
        using IClusterApi api = Automation(cluster, identities);

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal("Bearer one", Assert.Single(cluster.Requests).Header("Authorization"));
    }

    [Fact]
    public async Task Where_nobody_hands_out_tokens_it_says_which_places_were_tried()
    {
        await using ScriptedServer cluster = Cluster();
        using IClusterApi api = Connect(
            cluster, new IdentityEnvironment { Metadata = $"http://127.0.0.1:{ClosedPort()}" }, new ManagedIdentity());

        ClusterException error = await ErrorAsync(api);

        Assert.Equal(ClusterErrorKind.ManagedIdentity, error.Kind);
        Assert.Contains("neither IDENTITY_ENDPOINT nor MSI_ENDPOINT is set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_is_named_but_not_there_or_silent_is_an_error_of_its_own()
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer silent = ScriptedServer.InTurn(Answers.Silence);
        using IClusterApi closed = Connect(
            cluster,
            new IdentityEnvironment { Endpoint = $"http://127.0.0.1:{ClosedPort()}/msi/token?key={Secret}", Header = Secret },
            new ManagedIdentity(),
            new FastClock());
        using IClusterApi mute = Connect(
            cluster,
            new IdentityEnvironment { Endpoint = silent.Url, Header = Secret },
            new ManagedIdentity(),
            new FastClock(),
            TimeSpan.FromMilliseconds(100));

        ClusterException unreachable = await ErrorAsync(closed);
        ClusterException timeout = await ErrorAsync(mute);

        Assert.Contains("cannot be reached", unreachable.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, unreachable.ToString(), StringComparison.Ordinal);
        Assert.Contains("did not answer within 0.1 s", timeout.Message, StringComparison.Ordinal);
        Assert.Equal(5, silent.Requests.Count);
    }

    [Fact]
    public async Task Whoever_leaves_is_not_held_by_an_endpoint_that_is_silent()
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer silent = ScriptedServer.InTurn(Answers.Silence);
        using IClusterApi api = Automation(cluster, silent);
        using CancellationTokenSource leaving = new();

        Task<System.Text.Json.Nodes.JsonObject> get = api.GetAsync(Resource, leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None));
    }

    [Theory]
    [InlineData("http://localhost:40342/metadata/identity/oauth2/token", null, null, "Azure Arc")]
    [InlineData(null, "http://localhost:50342/oauth2/token", null, "Azure Cloud Shell")]
    [InlineData("no address", null, "header", "IDENTITY_ENDPOINT")]
    [InlineData("ftp://somewhere/", null, "header", "no http or https address")]
    [InlineData("http://me:header-s3cret@somewhere/", null, "header", "no http or https address")]
    [InlineData("http://somewhere/", null, "header-s3cret\nX-Other: 1", "IDENTITY_HEADER holds a character")]
    public void What_cannot_be_used_is_said_before_anything_is_sent(string? endpoint, string? legacy, string? header, string part)
    {
        IdentityEnvironment environment = new() { Endpoint = endpoint, LegacyEndpoint = legacy, Header = header };

        ClusterException error = Assert.Throws<ClusterException>(
            () => Connector(environment).Connect(Target("https://api.example"), new ConnectionSettings()));

        Assert.Equal(ClusterErrorKind.ManagedIdentity, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Service_Fabric_is_told_from_App_Service()
    {
        IdentityEnvironment fabric = new() { Endpoint = "https://10.0.0.4:2377/metadata/identity/oauth2/token", Header = Secret, Thumbprint = "AB12" };

        ClusterException error = Assert.Throws<ClusterException>(
            () => Connector(fabric).Connect(Target("https://api.example"), new ConnectionSettings()));

        Assert.Equal(ClusterErrorKind.ManagedIdentity, error.Kind);
        Assert.Contains("Azure Service Fabric", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec: { command: /no/such/plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never }")]
    [InlineData("auth-provider: { name: azure, config: { tenant-id: x } }")]
    [InlineData("token: of-the-file")]
    [InlineData("username: me, password: of-the-file")]
    public async Task It_signs_in_instead_of_a_kubeconfigs_user_whatever_that_is(string user)
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Token("one"));
        ClusterConnection connection = Kubeconfig(cluster, identities, $"{{ name: u, user: {{ {user} }} }}");
        using IClusterApi api = connection.Api;

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal("Bearer one", Assert.Single(cluster.Requests).Header("Authorization"));
        Assert.Empty(connection.Warnings);
        Assert.Equal(("c", "managed identity", "kubeconfig text"), (api.Endpoint.Name, api.Endpoint.User, api.Endpoint.Source));
    }

    [Fact]
    public async Task A_kubeconfig_needs_no_user_then_and_an_impersonation_stays()
    {
        await using ScriptedServer cluster = Cluster();
        await using ScriptedServer identities = ScriptedServer.InTurn(Token("one"));
        using IClusterApi none = Kubeconfig(cluster, identities, "").Api;
        using IClusterApi other = Kubeconfig(cluster, identities, "{ name: u, user: { as: ops } }").Api;

        await none.GetAsync(Resource, CancellationToken.None);
        await other.GetAsync(Resource, CancellationToken.None);

        Assert.Equal([null, "ops"], cluster.Requests.Select(r => r.Header("Impersonate-User")));
        Assert.All(cluster.Requests, r => Assert.Equal("Bearer one", r.Header("Authorization")));
    }

    [Fact]
    public void A_token_beside_it_and_a_server_without_TLS_are_refused()
    {
        IdentityEnvironment environment = new() { Endpoint = "http://127.0.0.1:1/", Header = Secret };
        ServerTarget both = new() { Server = new Uri("https://api.example"), Token = "t", Identity = new ManagedIdentity() };

        Assert.Contains(
            "not both",
            Assert.Throws<ClusterException>(() => Connector(environment).Connect(both, new ConnectionSettings())).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Use https",
            Assert.Throws<ClusterException>(() => Connector(environment).Connect(Target("http://api.example"), new ConnectionSettings())).Message,
            StringComparison.Ordinal);
    }

    private static ScriptedServer Cluster() => ScriptedServer.InTurn(Answers.Text(200, """{"kind":"Istio"}"""));

    /// <summary>A token that is good for so many minutes from the start.</summary>
    private static Answer Token(string token, int minutes = 60)
    {
        string expires = Start.AddMinutes(minutes).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return Answers.Text(200, $$"""{"access_token":"{{token}}","expires_on":"{{expires}}","token_type":"Bearer"}""");
    }

    private static ServerTarget Target(string server, ManagedIdentity? identity = null) =>
        new() { Server = new Uri(server), Identity = identity ?? new ManagedIdentity() };

    private static KubernetesConnector Connector(IdentityEnvironment environment) => new(new PodEnvironment(null, null, "/"), environment);

    private IClusterApi Automation(ScriptedServer cluster, ScriptedServer identities, TimeProvider? clock = null) => Connect(
        cluster, new IdentityEnvironment { Endpoint = identities.Url + "/msi/token", Header = Secret }, new ManagedIdentity(), clock);

    private IClusterApi Connect(
        ScriptedServer cluster, IdentityEnvironment environment, ManagedIdentity identity, TimeProvider? clock = null, TimeSpan? limit = null) =>
        Connector(environment).Connect(
            Target(cluster.Url, identity),
            new ConnectionSettings { Clock = clock ?? _clock, AttemptTimeout = limit ?? TimeSpan.FromSeconds(30) }).Api;

    private ClusterConnection Kubeconfig(ScriptedServer cluster, ScriptedServer identities, string users) =>
        Connector(new IdentityEnvironment { Endpoint = identities.Url, Header = Secret }).Connect(
            KubeconfigSource.Text($$"""
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [ { name: c, cluster: { server: "{{cluster.Url}}" } } ]
                users: [ {{users}} ]
                contexts: [ { name: c, context: { cluster: c, user: u } } ]
                """),
            null,
            new ConnectionSettings { Clock = _clock },
            new ManagedIdentity());

    private static Task<ClusterException> ErrorAsync(IClusterApi api) =>
        Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

    private static int ClosedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
