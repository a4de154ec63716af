using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Http;

public sealed class RetryTests
{
    private static readonly ResourceRef Resource = new(ResourceType.Istio, "default");
    private static readonly Answer Good = Answers.Text(200, """{"kind":"Istio"}""");
    private readonly FastClock _clock = new();

    public static TheoryData<string> Accidents => ["429", "500", "502", "503", "504", "reset", "reset in body", "cut in body"];

    [Theory]
    [MemberData(nameof(Accidents))]
    public async Task A_read_survives_an_accident(string accident)
    {
        await using var server = ScriptedServer.InTurn(Accident(accident), Accident(accident), Good);
        using IClusterApi api = Connect(server);

        JsonObject istio = await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal("Istio", (string?)istio["kind"]);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task Of_a_404_that_breaks_off_nobody_concludes_that_the_type_is_not_served()
    {
        await using var server = ScriptedServer.InTurn(
            Answers.Chunks(404, ["{\"kind\":\"Status\","], cut: true),
            Answers.Text(404, """{"kind":"Status","status":"Failure","reason":"NotFound","details":{"name":"default","kind":"istios"},"code":404}"""));
        using IClusterApi api = Connect(server);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

        Assert.Equal((ClusterErrorKind.ResourceNotFound, 2), (error.Kind, server.Requests.Count));
    }

    [Theory]
    [MemberData(nameof(Accidents))]
    public async Task A_merge_patch_survives_an_accident(string accident)
    {
        await using var server = ScriptedServer.InTurn(Accident(accident), Good);
        using IClusterApi api = Connect(server);

        await api.PatchAsync(Resource, PatchKind.Merge, new JsonObject { ["a"] = 1 }, new WriteOptions(), CancellationToken.None);

        Assert.Equal(["""{"a":1}""", """{"a":1}"""], server.Requests.Select(r => r.Body));
    }

    [Theory]
    [InlineData("503", 2)]
    [InlineData("reset", 2)]
    [InlineData("429", 2)]
    [InlineData("500", 1)]
    public async Task An_apply_survives_an_accident_but_its_500_is_the_servers_judgement(string accident, int requests)
    {
        await using var server = ScriptedServer.InTurn(Accident(accident), Good);
        using IClusterApi api = Connect(server);

        Exception? error = await Record.ExceptionAsync(() => api.PatchAsync(
            Resource, PatchKind.Apply, new JsonObject { ["a"] = 1 }, new WriteOptions { Force = true }, CancellationToken.None));

        Assert.Equal(requests, server.Requests.Count);
        Assert.Equal(requests == 1, error is ClusterException);
        Assert.All(server.Requests, request => Assert.Equal("""{"a":1}""", request.Body));
    }

    [Theory]
    [InlineData("500", false, 1)]
    [InlineData("503", false, 1)]
    [InlineData("reset", false, 1)]
    [InlineData("429", false, 2)]
    [InlineData("500", true, 2)]
    [InlineData("reset", true, 2)]
    public async Task A_creation_is_sent_again_only_when_it_was_turned_away_or_is_a_dry_run(string accident, bool dryRun, int requests)
    {
        await using var server = ScriptedServer.InTurn(Accident(accident), Answers.Text(201, "{}"));
        using IClusterApi api = Connect(server);

        Exception? error = await Record.ExceptionAsync(() => api.CreateAsync(
            ResourceType.Istio, null, new JsonObject(), new WriteOptions { DryRun = dryRun }, CancellationToken.None));

        Assert.Equal(requests, server.Requests.Count);
        Assert.Equal(requests == 1, error is ClusterException);
    }

    [Fact]
    public async Task Retry_after_is_honoured()
    {
        await using var server = ScriptedServer.InTurn(Answers.Status(429, "TooManyRequests", "slow down", "Retry-After: 7"), Good);
        using IClusterApi api = Connect(server);

        await api.GetAsync(Resource, CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(7), _clock.Waited);
    }

    [Fact]
    public async Task An_eviction_that_a_budget_forbids_is_not_sent_again()
    {
        const string Refusal = """
            {"kind":"Status","status":"Failure","message":"Cannot evict pod as it would violate the pod's disruption budget.",
             "reason":"TooManyRequests","code":429,
             "details":{"causes":[{"reason":"DisruptionBudget","message":"The disruption budget gw needs 1 healthy pods and has 1 currently"}]}}
            """;
        await using var server = ScriptedServer.InTurn(Answers.Text(429, Refusal));
        using IClusterApi api = Connect(server);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => api.CreateAsync(
            ResourceType.Istio, null, new JsonObject(), new WriteOptions(), CancellationToken.None));

        Assert.Equal(ClusterErrorKind.TooManyRequests, error.Kind);
        Assert.Equal(["The disruption budget gw needs 1 healthy pods and has 1 currently"], error.Causes);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_server_that_stays_busy_is_given_up_after_half_a_minute()
    {
        await using var server = ScriptedServer.InTurn(Answers.Status(429, "TooManyRequests", "slow down"));
        using IClusterApi api = Connect(server);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

        Assert.Equal(ClusterErrorKind.TooManyRequests, error.Kind);
        Assert.Equal("slow down", error.ServerMessage);
        Assert.InRange(_clock.Waited, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(36));
    }

    [Fact]
    public async Task An_internal_error_that_stays_is_given_up_soon()
    {
        await using var server = ScriptedServer.InTurn(Answers.Status(500, "InternalError", "oops"));
        using IClusterApi api = Connect(server);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

        Assert.Equal(ClusterErrorKind.ServerError, error.Kind);
        Assert.Equal(5, server.Requests.Count);
    }

    [Fact]
    public async Task Waiting_for_the_next_attempt_ends_with_the_callers_token()
    {
        await using var server = ScriptedServer.InTurn(Answers.Status(429, "TooManyRequests", "slow down", "Retry-After: 30"));
        using IClusterApi api = Connections.Connect(server);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.GetAsync(Resource, cancel.Token));

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_ended_the_last_attempt_is_told_when_the_caller_ends_the_waiting()
    {
        await using var server = ScriptedServer.InTurn(Answers.Status(503, "ServiceUnavailable", "starting up", "Retry-After: 30"));
        using IClusterApi api = Connections.Connect(server);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));

        OperationCanceledException ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.GetAsync(Resource, cancel.Token));

        Assert.Equal("starting up", Assert.IsType<ClusterException>(ended.InnerException).ServerMessage);
    }

    [Fact]
    public async Task A_server_that_asks_for_no_pause_is_not_overrun()
    {
        await using var server = ScriptedServer.InTurn(Answers.Status(429, "TooManyRequests", "slow down", "Retry-After: 0"));
        using IClusterApi api = Connect(server);

        await Assert.ThrowsAsync<ClusterException>(() => api.GetAsync(Resource, CancellationToken.None));

        Assert.InRange(server.Requests.Count, 8, 16);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void An_answer_that_stood_still_as_long_as_we_are_patient_is_asked_for_once_more(int attempts, bool again)
    {
        ApiRequest request = new(HttpMethod.Get, "get", "api/v1/nodes/a") { Replayable = true };
        TimeSpan allowed = new ConnectionSettings().AttemptTimeout;
        AttemptFailedException failure = TransportTranslator.Timeout(request, new Uri("https://server"), allowed, inBody: true);

        Assert.Equal(again, RetryPolicy.MayRepeat(failure, request.Replayable, attempts, attempts * allowed));
    }

    [Fact]
    public async Task A_locked_patch_that_was_applied_before_the_connection_broke_is_no_conflict()
    {
        int patches = 0;
        await using var server = new ScriptedServer(request => request.Method == "GET"
            ? Answers.Text(200, """{"metadata":{"resourceVersion":"8"},"spec":{"a":1,"b":2}}""")
            : ++patches == 1 ? Answers.Reset : Answers.Status(409, "Conflict", "the object has been modified"));
        using IClusterApi api = Connect(server);
        JsonNode patch = JsonNode.Parse("""{"metadata":{"resourceVersion":"7"},"spec":{"a":1,"gone":null}}""")!;

        WriteResult result = await api.PatchAsync(Resource, PatchKind.Merge, patch, new WriteOptions(), CancellationToken.None);

        Assert.Equal("8", (string?)result.Object["metadata"]!["resourceVersion"]);
    }

    [Theory]
    [InlineData("""{"metadata":{"resourceVersion":"9"},"spec":{"a":2}}""")]
    [InlineData("""{"metadata":{"resourceVersion":"9"},"spec":{"a":1,"gone":1}}""")]
    public async Task A_locked_patch_that_someone_else_overtook_is_a_conflict(string live)
    {
        int patches = 0;
        await using var server = new ScriptedServer(request => request.Method == "GET"
            ? Answers.Text(200, live)
            : ++patches == 1 ? Answers.Reset : Answers.Status(409, "Conflict", "the object has been modified"));
        using IClusterApi api = Connect(server);
        JsonNode patch = JsonNode.Parse("""{"metadata":{"resourceVersion":"7"},"spec":{"a":1,"gone":null}}""")!;

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(
            () => api.PatchAsync(Resource, PatchKind.Merge, patch, new WriteOptions(), CancellationToken.None));

        Assert.Equal(ClusterErrorKind.Conflict, error.Kind);
    }

    private IClusterApi Connect(ScriptedServer server) => Connections.Connect(server, new ConnectionSettings { Clock = _clock });

    private static Answer Accident(string name) => name switch
    {
        "reset" => Answers.Reset,
        "reset in body" => Answers.Chunks(200, ["{\"kind\":"], cut: true),
        "cut in body" => Answers.Chunks(200, ["{\"kind\":"]),
        _ => Answers.Status(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture), "Accident", "an accident"),
    };
}
