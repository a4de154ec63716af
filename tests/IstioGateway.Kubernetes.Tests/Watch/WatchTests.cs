using System.Diagnostics;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Watch;

public sealed class WatchTests
{
    private const string Added = "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"resourceVersion\":\"1\"}}}\n";

    [Fact]
    public async Task A_watch_that_ends_empty_ends() =>
        Assert.Empty(await ReadAsync(Answers.Chunks(200, [])));

    [Fact]
    public async Task Events_are_cut_by_lines_and_not_by_packets()
    {
        IEnumerable<string> drops = string.Concat(Enumerable.Repeat(Added, 20)).Select(c => c.ToString());

        Assert.Equal(20, (await ReadAsync(Answers.Chunks(200, drops))).Count);
    }

    [Fact]
    public async Task An_event_larger_than_any_buffer_is_read()
    {
        string large = Added.Replace("\"1\"", $"\"{new string('9', 100_000)}\"", StringComparison.Ordinal);

        List<WatchEvent> events = await ReadAsync(Answers.Chunks(200, [Added, large, Added]));

        Assert.Equal([1, 100_000, 1], events.Select(e => e.ResourceVersion!.Length));
    }

    [Theory]
    [InlineData("{\"type\":\"ADDED\",\"obj", true, ClusterErrorKind.Unreachable)]
    [InlineData("{\"type\":\"ADDED\",\"obj", false, ClusterErrorKind.Unreachable)]
    [InlineData("\n", true, ClusterErrorKind.Unreachable)]
    [InlineData("{]\n", false, ClusterErrorKind.BadResponse)]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\",\"name\":\"b\"}}}\n", false, ClusterErrorKind.BadResponse)]
    [InlineData("{\"type\":\"SURPRISE\",\"object\":{}}\n", false, ClusterErrorKind.BadResponse)]
    [InlineData("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"message\":\"etcd left\",\"code\":500}}\n", false, ClusterErrorKind.ServerError)]
    public async Task What_breaks_a_watch_is_told_after_the_events_before_it(string rest, bool cut, ClusterErrorKind kind)
    {
        await using var server = ScriptedServer.InTurn(Answers.Chunks(200, [Added, rest], cut));
        using IClusterApi api = Connections.Connect(server);
        await using IAsyncEnumerator<WatchEvent> events = Watch(api, CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(async () => await events.MoveNextAsync());

        Assert.Equal(kind, error.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_idle_watch_is_cancelled_at_once()
    {
        await using var server = ScriptedServer.InTurn(Answers.Stall(200, Added));
        using IClusterApi api = Connections.Connect(server);
        using var cancel = new CancellationTokenSource();
        await using IAsyncEnumerator<WatchEvent> events = Watch(api, cancel.Token).GetAsyncEnumerator(CancellationToken.None);
        Assert.True(await events.MoveNextAsync());
        ValueTask<bool> next = events.MoveNextAsync();
        Assert.False(next.IsCompleted);
        long start = Stopwatch.GetTimestamp();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A_refused_watch_says_so()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("15").Answer);
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => Watch(api, CancellationToken.None).ToListAsync().AsTask());

        Assert.Equal((ClusterErrorKind.Forbidden, "watch"), (error.Kind, error.Verb));
    }

    private static async Task<List<WatchEvent>> ReadAsync(Answer answer)
    {
        await using var server = ScriptedServer.InTurn(answer);
        using IClusterApi api = Connections.Connect(server);
        return await Watch(api, CancellationToken.None).ToListAsync();
    }

    private static IAsyncEnumerable<WatchEvent> Watch(IClusterApi api, CancellationToken cancellationToken) => api.WatchAsync(
        ResourceType.Istio, null, ResourceSelection.All, new WatchRequest("0", TimeSpan.FromMinutes(5)), cancellationToken);
}
