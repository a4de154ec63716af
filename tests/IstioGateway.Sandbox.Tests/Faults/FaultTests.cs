using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Sandbox.Tests.Faults;

public sealed class FaultTests
{
    private const string Nodes = "/api/v1/nodes";

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(403, "Forbidden")]
    [InlineData(404, "NotFound")]
    [InlineData(409, "Conflict")]
    [InlineData(410, "Expired")]
    [InlineData(413, "RequestEntityTooLarge")]
    [InlineData(422, "Invalid")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalError")]
    [InlineData(502, null)]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(504, "Timeout")]
    public async Task A_status_fault_answers_with_a_Status_object(int code, string? reason)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.Status(code) });

        Answer answer = await sandbox.GetAsync(Nodes);

        Assert.Equal(code, answer.Code);
        Assert.Equal("Status", (string?)answer.Json["kind"]);
        Assert.Equal(reason, answer.Reason);
    }

    [Fact]
    public async Task Retry_After_is_a_header_and_a_detail()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.Status(429, TimeSpan.FromSeconds(7)) });

        using HttpResponseMessage answer = await sandbox.Client.GetAsync(Nodes);

        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter!.Delta);
        Assert.Equal(7, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["details"]!["retryAfterSeconds"]!);
    }

    [Fact]
    public async Task A_rule_hits_only_what_it_names_after_those_it_skips_and_as_often_as_it_says()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using ActiveFault fault = sandbox.Cluster.Faults.Add(new FaultRule
        {
            Effect = FaultEffect.Status(503),
            Method = "GET",
            Verb = "list",
            Resource = "nodes",
            Path = "limit=1$",
            User = "admin",
            Skip = 1,
            Count = 2,
        });

        List<int> codes = [];
        foreach (string path in new[] { Nodes, Nodes + "?limit=1", Nodes + "?limit=1", Nodes + "?limit=1", Nodes + "?limit=1", Nodes + "/x?limit=1" })
        {
            codes.Add((await sandbox.GetAsync(path)).Code);
        }

        Assert.Equal([200, 200, 503, 503, 200, 404], codes);
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task A_disposed_fault_is_off()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.Status(500) }).Dispose();

        Assert.Equal(200, (await sandbox.GetAsync(Nodes)).Code);
    }

    [Fact]
    public async Task Reset_breaks_the_connection_before_an_answer()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.Reset(), Count = 1 });

        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.PostAsync("/api/v1/namespaces", new JsonObject()));

        RequestRecord record = Assert.Single(sandbox.Cluster.Requests.All);
        Assert.Null(record.StatusCode);
        Assert.Equal(200, (await sandbox.GetAsync(Nodes)).Code);
    }

    [Theory]
    [InlineData("?limit=1")]
    [InlineData("")]
    public async Task A_cut_body_breaks_in_the_middle(string query)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 300, OldKernelCount = 0 });
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.CutAfter(500) });

        using HttpResponseMessage answer = await sandbox.Client.GetAsync(Nodes + query, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stalled_body_stays_open_until_the_client_gives_up()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.StallAfter(10) });
        using HttpResponseMessage answer = await sandbox.Client.GetAsync(Nodes, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await answer.Content.ReadAsStreamAsync();
        byte[] beginning = new byte[10];
        await body.ReadExactlyAsync(beginning);
        using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await body.ReadExactlyAsync(beginning, patience.Token));
    }

    [Fact]
    public async Task A_slow_body_arrives_whole_but_takes_its_time()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.SlowBody(100, TimeSpan.FromMilliseconds(20)), Resource = "istios" });
        long start = Stopwatch.GetTimestamp();

        Answer answer = await sandbox.GetAsync(TestSandbox.Default);

        Assert.Equal(404, answer.Code);
        Assert.Equal("NotFound", answer.Reason);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(30), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Broken_answers_are_broken_as_said()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Client.DefaultRequestHeaders.Add("X-Test", "1");

        async Task<HttpResponseMessage> With(FaultEffect effect)
        {
            using ActiveFault fault = sandbox.Cluster.Faults.Add(new FaultRule { Effect = effect });
            return await sandbox.Client.GetAsync(Nodes);
        }

        using HttpResponseMessage malformed = await With(FaultEffect.MalformedJson());
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(malformed.Content.ReadAsStream()));
        using HttpResponseMessage page = await With(FaultEffect.HtmlPage(502));
        Assert.Equal((HttpStatusCode.BadGateway, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        using HttpResponseMessage mislabelled = await With(FaultEffect.ContentType("text/plain"));
        Assert.Equal("text/plain", mislabelled.Content.Headers.ContentType!.MediaType);
        Assert.NotNull(JsonNode.Parse(await mislabelled.Content.ReadAsStringAsync())!["items"]);
        using HttpResponseMessage zipped = await With(FaultEffect.TruncatedGzip());
        Assert.Equal(["gzip"], zipped.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task A_redirect_names_where_to_go()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.Redirect(new Uri("https://login.example/")) });
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false };
        using HttpClient client = new(handler) { BaseAddress = sandbox.Cluster.Server };

        using HttpResponseMessage answer = await client.GetAsync(Nodes);

        Assert.Equal((HttpStatusCode.Found, new Uri("https://login.example/")), (answer.StatusCode, answer.Headers.Location));
    }

    [Fact]
    public async Task Watches_can_be_empty_dropped_or_expired()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using (sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.WatchEmpty(), Verb = "watch" }))
        {
            using WatchStream empty = await sandbox.WatchAsync(Nodes + "?watch=true");
            Assert.Null(await empty.NextAsync());
        }

        using (sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.WatchError(), Verb = "watch" }))
        {
            using WatchStream expired = await sandbox.WatchAsync(Nodes + "?watch=true");
            Assert.Equal(410, (int)(await expired.NextAsync())!["object"]!["code"]!);
            Assert.Null(await expired.NextAsync());
        }

        using (sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.WatchDropped(2), Verb = "watch" }))
        {
            using WatchStream dropped = await sandbox.WatchAsync(Nodes + "?watch=true");
            await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                while (await dropped.NextAsync() is not null)
                {
                    // The connection breaks before the third node.
                }
            });
        }
    }

    [Fact]
    public async Task A_server_that_goes_down_resets_and_refuses_and_comes_back_as_it_was()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using WatchStream watch = await sandbox.WatchAsync(Nodes + "?watch=true&resourceVersion=" + sandbox.Cluster.Store.ResourceVersion);

        sandbox.Cluster.GoDown();
        await Assert.ThrowsAnyAsync<IOException>(() => watch.NextAsync());
        HttpRequestException refused = await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Client.GetAsync(Nodes));
        sandbox.Cluster.ComeBack();
        Answer answer = await sandbox.GetAsync(Nodes);

        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(refused.InnerException).SocketErrorCode);
        Assert.Equal(200, answer.Code);
    }

    [Fact]
    public async Task A_404_names_the_object_it_misses()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        sandbox.Cluster.Faults.Add(new FaultRule { Effect = FaultEffect.Status(404) });

        Answer answer = await sandbox.GetAsync(TestSandbox.Default);

        Assert.Equal("istios.sailoperator.io \"default\" not found", (string?)answer.Json["message"]);
        Assert.Equal("""{"name":"default","group":"sailoperator.io","kind":"istios"}""", answer.Json["details"]!.ToJsonString());
    }

    [Fact]
    public async Task The_log_tells_what_was_sent_but_no_credentials()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        sandbox.Client.DefaultRequestHeaders.UserAgent.ParseAdd("tester/1.0");

        await sandbox.MergeAsync(TestSandbox.Default + "?dryRun=All", """{"spec":{}}""");

        RequestRecord record = Assert.Single(sandbox.Cluster.Requests.All);
        Assert.Equal(("PATCH", TestSandbox.Default, "dryRun=All", "patch", "istios"), (record.Method, record.Path, record.Query, record.Verb, record.Resource));
        Assert.Equal(("admin", "tester/1.0", "application/merge-patch+json", 11L), (record.User, record.UserAgent, record.ContentType, record.BodyBytes));
        Assert.Equal(("""{"spec":{}}""", 200), (record.BodyText, record.StatusCode));
        Assert.DoesNotContain(sandbox.Cluster.TokenOf("admin"), JsonSerializer.Serialize(record), StringComparison.Ordinal);
    }
}
