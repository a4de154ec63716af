using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Http;

public sealed class HttpServerTests
{
    [Fact]
    public async Task One_connection_carries_several_requests_also_pipelined()
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(cluster.Server);

        await client.SendAsync("GET /healthz HTTP/1.1\nHost: x\n\nGET /livez HTTP/1.1\nHost: x\n\nGET /nope HTTP/1.1\nHost: x\nConnection: close\n\n");
        string answers = await client.ReadToEndAsync();

        Assert.Equal(2, answers.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Single(answers.Split("HTTP/1.1 403 Forbidden").Skip(1));
        Assert.Contains("Connection: close", answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_is_put_together_and_its_trailers_are_ignored()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        using RawClient client = await RawClient.ConnectAsync(sandbox.Cluster.Server);

        await client.SendAsync(
            $"PATCH {TestSandbox.Default} HTTP/1.1\nHost: x\nAuthorization: Bearer {sandbox.Cluster.TokenOf("admin")}\n"
            + "Content-Type: application/merge-patch+json\nTransfer-Encoding: chunked\nConnection: close\n\n"
            + "9;ext=1\n{\"spec\":{\n1a\n\"values\":{\"profile\":\"x\"}}}\n0\nX-Trailer: y\n\n");
        string answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\"profile\":\"x\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_waits_for_100_Continue_gets_it_before_it_sends_its_body()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();
        using RawClient client = await RawClient.ConnectAsync(sandbox.Cluster.Server);

        await client.SendAsync(
            $"PATCH {TestSandbox.Default} HTTP/1.1\nHost: x\nAuthorization: Bearer {sandbox.Cluster.TokenOf("admin")}\n"
            + "Content-Type: application/merge-patch+json\nContent-Length: 2\nExpect: 100-continue\nConnection: close\n\n");
        string interim = await client.ReadUntilAsync("\r\n\r\n");
        await client.SendAsync("{}");

        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", interim);
        Assert.StartsWith("HTTP/1.1 200 OK", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NONSENSE\n\n", 400)]
    [InlineData("GET / HTTP/2.0\n\n", 400)]
    [InlineData("GET / HTTP/1.1\nno colon\n\n", 400)]
    [InlineData("GET / HTTP/1.1\nContent-Length: -1\n\n", 400)]
    [InlineData("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\nzz\n", 400)]
    public async Task What_is_no_HTTP_is_answered_with_400_and_the_connection_ends(string request, int status)
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(cluster.Server);

        await client.SendAsync(request);

        Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_without_end_is_refused()
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(cluster.Server);

        await client.SendAsync($"GET / HTTP/1.1\nX: {new string('x', 300_000)}");

        Assert.StartsWith("HTTP/1.1 431 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_answers_are_gzipped_for_those_who_take_gzip_and_small_ones_are_not()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 200, OldKernelCount = 0 });
        using HttpRequestMessage large = new(HttpMethod.Get, "/api/v1/nodes") { Headers = { { "Accept-Encoding", "gzip" } } };
        using HttpRequestMessage small = new(HttpMethod.Get, "/api/v1/nodes?limit=2") { Headers = { { "Accept-Encoding", "gzip" } } };

        using HttpResponseMessage zipped = await sandbox.Client.SendAsync(large);
        using HttpResponseMessage plain = await sandbox.Client.SendAsync(small);

        Assert.Equal(["gzip"], zipped.Content.Headers.ContentEncoding);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        await using GZipStream unzipped = new(await zipped.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        JsonNode list = (await JsonNode.ParseAsync(unzipped))!;
        Assert.Equal(200, list["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task HTTP_1_0_gets_its_answer_without_chunks()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 200, OldKernelCount = 0 });
        using RawClient client = await RawClient.ConnectAsync(sandbox.Cluster.Server);

        await client.SendAsync($"GET /api/v1/nodes HTTP/1.0\nAuthorization: Bearer {sandbox.Cluster.TokenOf("admin")}\n\n");
        string answer = await client.ReadToEndAsync();

        Assert.DoesNotContain("Transfer-Encoding", answer, StringComparison.Ordinal);
        Assert.Equal(200, JsonNode.Parse(answer[answer.IndexOf('{', StringComparison.Ordinal)..])!["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_same_port_speaks_TLS_with_a_certificate_that_its_PEM_vouches_for()
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync();
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(cluster.CertificatePem);
        using SocketsHttpHandler handler = new()
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        using HttpClient client = new(handler) { BaseAddress = cluster.SecureServer };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", cluster.TokenOf("admin"));

        using HttpResponseMessage answer = await client.GetAsync("/api/v1/nodes");
        using HttpResponseMessage byName = await client.GetAsync(new Uri($"https://localhost:{cluster.SecureServer.Port}/readyz"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byName.StatusCode);
        Assert.True(cluster.Requests.All[0].IsSecure);
        Assert.InRange(authority.NotAfter - authority.NotBefore, TimeSpan.FromHours(24), TimeSpan.FromHours(26));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_its_watch()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using (await sandbox.WatchAsync("/api/v1/nodes?watch=true"))
        {
            RequestRecord running = await sandbox.Cluster.Requests.WaitForAsync(request => request.Verb == "watch", CancellationToken.None);
            Assert.False(running.IsCompleted);
        }

        RequestRecord record = sandbox.Cluster.Requests.All.Single(request => request.Verb == "watch");
        await Eventually.HoldsAsync(() => record.IsCompleted);
    }

    [Fact]
    public async Task Stopping_ends_open_watches_and_idle_connections_within_a_second()
    {
        TestSandbox sandbox = await TestSandbox.StartAsync();
        using WatchStream watch = await sandbox.WatchAsync("/api/v1/nodes?watch=true");
        using RawClient idle = await RawClient.ConnectAsync(sandbox.Cluster.Server);
        await watch.NextAsync();

        long start = Stopwatch.GetTimestamp();
        await sandbox.Cluster.DisposeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => sandbox.Client.GetAsync("/healthz"));
        sandbox.Client.Dispose();
    }

    [Fact]
    public async Task A_body_over_3_MiB_is_refused_and_the_connection_lives_on()
    {
        await using TestSandbox sandbox = await TestSandbox.StartWithIstioAsync();

        Answer refused = await sandbox.MergeAsync(TestSandbox.Default, $$"""{"x":"{{new string('x', 4_000_000)}}"}""");
        Answer next = await sandbox.GetAsync(TestSandbox.Default);

        Assert.Equal(413, refused.Code);
        Assert.Equal("Request entity too large: limit is 3145728", refused.Message);
        Assert.Equal(200, next.Code);
    }
}
