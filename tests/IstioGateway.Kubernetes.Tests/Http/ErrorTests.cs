using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Http;

public sealed class ErrorTests
{
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");

    [Theory]
    [InlineData("10", ClusterErrorKind.BadRequest, 400)]
    [InlineData("12", ClusterErrorKind.ResourceNotFound, 404)]
    [InlineData("13", ClusterErrorKind.Unauthenticated, 401)]
    [InlineData("15", ClusterErrorKind.Forbidden, 403)]
    [InlineData("16", ClusterErrorKind.ResourceNotFound, 404)]
    [InlineData("17", ClusterErrorKind.TypeNotServed, 404)]
    [InlineData("30", ClusterErrorKind.Conflict, 409)]
    [InlineData("31", ClusterErrorKind.Invalid, 422)]
    [InlineData("34", ClusterErrorKind.BadRequest, 400)]
    [InlineData("35", ClusterErrorKind.BadRequest, 415)]
    [InlineData("38", ClusterErrorKind.TooLarge, 500)]
    [InlineData("39", ClusterErrorKind.TooLarge, 413)]
    [InlineData("48", ClusterErrorKind.Conflict, 409)]
    [InlineData("49", ClusterErrorKind.Invalid, 500)]
    [InlineData("51", ClusterErrorKind.ResourceNotFound, 404)]
    [InlineData("77", ClusterErrorKind.Forbidden, 403)]
    public async Task Recorded_refusals_become_one_error_in_the_servers_words(string exchange, ClusterErrorKind kind, int status)
    {
        Recorded recorded = Recorded.Exchange(exchange);
        await using var server = ScriptedServer.InTurn(recorded.Answer);
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(
            () => api.PatchAsync(Resource, PatchKind.Merge, new JsonObject(), new WriteOptions(), CancellationToken.None));

        Assert.Equal(kind, error.Kind);
        Assert.Equal(status, error.StatusCode);
        Assert.Equal("patch", error.Verb);
        Assert.Equal("default", error.ResourceName);
        string? words = kind == ClusterErrorKind.TypeNotServed ? null : (string?)JsonNode.Parse(recorded.Body)!["message"];
        Assert.Equal(words, error.ServerMessage);
        Assert.Contains(words ?? "404 page not found", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Causes_name_the_fields()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("48").Answer);
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(
            [".spec.template.metadata.annotations.inject.istio.io/templates: conflict with \"recorder\""], error.Causes);
        Assert.Equal("Conflict", error.Reason);
    }

    [Fact]
    public async Task A_page_of_a_proxy_is_shortened_to_one_line()
    {
        const string page = "<html><head><style>b{}</style><title>Bad</title></head><body>\n<h1>Forbidden &amp; closed</h1></body></html>";
        await using var server = ScriptedServer.InTurn(Answers.Text(403, page, "text/html"));
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.Forbidden, error.Kind);
        Assert.EndsWith(": Bad Forbidden & closed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>sign in</html>", "text/html", "text/html instead of JSON: sign in")]
    [InlineData("[1]", "application/json", "no JSON object")]
    [InlineData("{]", "application/json", "no JSON object")]
    public async Task An_answer_that_is_none_says_what_it_is(string body, string type, string part)
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, body, type));
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.BadResponse, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_named()
    {
        await using var server = ScriptedServer.InTurn(
            Answers.Text(302, "", "text/html", "Location: https://login.example/start?session=abc"));
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.BadResponse, error.Kind);
        Assert.Contains("https://login.example/start,", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("session", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_is_unreachable_within_three_seconds()
    {
        var settings = new ConnectionSettings { Clock = new FastClock() };
        using IClusterApi api = Connect($"http://127.0.0.1:{FreePort()}", settings);

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.Unreachable, error.Kind);
        Assert.Contains("connection refused", error.Message, StringComparison.Ordinal);
        Assert.InRange(((FastClock)settings.Clock).Waited, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Cancelling_in_the_middle_of_a_body_takes_less_than_half_a_second()
    {
        await using var server = ScriptedServer.InTurn(Answers.Stall(200, """{"kind":"""));
        using IClusterApi api = Connections.Connect(server);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        long start = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.GetAsync(Resource, cancel.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromMilliseconds(650));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_falls_silent_is_a_timeout(bool inBody)
    {
        await using var server = ScriptedServer.InTurn(inBody ? Answers.Stall(200, "{") : Answers.Silence);
        var settings = new ConnectionSettings { Clock = new FastClock(), AttemptTimeout = TimeSpan.FromMilliseconds(100) };
        using IClusterApi api = Connections.Connect(server, settings);

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.Timeout, error.Kind);
    }

    [Theory]
    [InlineData("""{"kind":"Istio","kind":"Istio"}""")]
    [InlineData("""{"metadata":{"name":"default","name":"other"}}""")]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","type":"Ready"}]}}""")]
    public async Task A_field_that_comes_twice_is_a_bad_answer(string body)
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, body));
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await GetErrorAsync(api);

        Assert.Equal(ClusterErrorKind.BadResponse, error.Kind);
        Assert.Contains("twice", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("%2e")]
    [InlineData("")]
    public async Task A_name_that_would_lead_elsewhere_is_never_sent(string name)
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, "{}"));
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(
            () => api.GetAsync(Resource with { Name = name }, CancellationToken.None));

        Assert.Equal(ClusterErrorKind.BadRequest, error.Kind);
        Assert.Empty(server.Requests);
    }

    private static Task<ClusterException> GetErrorAsync(IClusterApi api) =>
        Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

    private static IClusterApi Connect(string url, ConnectionSettings settings) =>
        new KubernetesConnector().Connect(KubeconfigSource.Text(Connections.Kubeconfig(url)), null, settings).Api;

    private static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }
}
