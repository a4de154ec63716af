using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Nodes;

public sealed class NodeListerTests
{
    private const string Columns = """[{"name":"Kernel-Version"},{"name":"Other"},{"name":"Name"},{"name":"OS-Image"}]""";

    [Fact]
    public async Task Columns_are_found_by_name_and_both_kernel_forms_are_understood()
    {
        await using var server = ScriptedServer.InTurn(Table(
            """["5.10.0 (arm64)",7,"a","Debian"]""", """["4.4.0-210-generic",null,"b","Ubuntu"]""", """["<unknown>","","c","<unknown>"]"""));

        List<NodeRecord> nodes = await ListAsync(server);

        Assert.Equal([("a", "5.10.0", "arm64"), ("b", "4.4.0-210-generic", null), ("c", "", null)],
            nodes.Select(n => (n.Name, n.KernelVersion, n.Architecture)));
        Assert.Null(nodes[2].OSImage);
        Assert.Null(nodes[2].OperatingSystem);
        Assert.Null(nodes[2].Status);
        Assert.Empty(nodes[2].Roles);
    }

    [Fact]
    public async Task Table_and_objects_tell_the_same_of_every_node()
    {
        await using var table = ScriptedServer.InTurn(Recorded.Exchange("04").Answer);
        await using var objects = ScriptedServer.InTurn(Recorded.Exchange("02").Answer);

        string fromTable = string.Join('\n', (await ListAsync(table)).Select(Describe));
        string fromObjects = string.Join('\n', (await ListAsync(objects)).Select(Describe));

        Assert.Equal(fromObjects, fromTable);
    }

    [Fact]
    public async Task Labels_come_when_they_are_asked_for_with_the_Table_or_the_objects()
    {
        await using var table = ScriptedServer.InTurn(Recorded.Exchange("03").Answer);
        await using var objects = ScriptedServer.InTurn(Recorded.Exchange("02").Answer);
        NodeQuery query = new() { Labels = true };

        List<NodeRecord> fromTable = await ListAsync(table, query);
        List<NodeRecord> fromObjects = await ListAsync(objects, query);

        Assert.Equal("Metadata", Assert.Single(table.Requests).Query("includeObject"));
        Assert.Equal(12, fromTable.Count);
        Assert.All(fromTable, node => Assert.Equal(node.Name, node.Labels["kubernetes.io/hostname"]));
        Assert.Equal(fromObjects.Select(Labels), fromTable.Select(Labels));
        Assert.Equal(fromObjects.Select(Describe), fromTable.Select(Describe));

        static string Labels(NodeRecord node) =>
            $"{node.Name}: {string.Join(',', node.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))}";
    }

    [Fact]
    public async Task Labels_that_nobody_asked_for_are_not_kept()
    {
        await using var table = ScriptedServer.InTurn(Recorded.Exchange("03").Answer);
        await using var objects = ScriptedServer.InTurn(Recorded.Exchange("02").Answer);

        Assert.All([.. await ListAsync(table), .. await ListAsync(objects)], node => Assert.Empty(node.Labels));
    }

    [Fact]
    public async Task Pages_follow_their_continue_tokens_without_a_version()
    {
        await using var server = ScriptedServer.InTurn(
            Recorded.Exchange("06").Answer, Recorded.Exchange("07").Answer, Page(null, "w-09", "w-10"));

        List<NodeRecord> nodes = await ListAsync(server, new NodeQuery { PageSize = 5 });

        Assert.Equal(12, nodes.Count);
        Assert.Equal(["0", null, null], server.Requests.Select(r => r.Query("resourceVersion")));
        Assert.Equal("5", server.Requests[1].Query("limit"));
        Assert.StartsWith("eyJ2", server.Requests[1].Query("continue"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_followed_by_itself_is_an_error()
    {
        await using var server = ScriptedServer.InTurn(Page("same", "a"));

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => ListAsync(server));

        Assert.Equal(ClusterErrorKind.BadResponse, error.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Consistent_asks_for_no_cached_version()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("04").Answer);

        await ListAsync(server, new NodeQuery { Consistent = true, LabelSelector = "a in (b,c)" });

        Assert.Null(Assert.Single(server.Requests).Query("resourceVersion"));
        Assert.Equal("a in (b,c)", server.Requests[0].Query("labelSelector"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_expired_continue_token_is_survived_without_duplicates(bool offer)
    {
        string expired = $$"""{"kind":"Status","metadata":{{{(offer ? "\"continue\":\"behind-b\"" : "")}}},"message":"too old","reason":"Expired","code":410}""";
        await using var server = new ScriptedServer(request => request.Query("continue") switch
        {
            null => Page(request.Target.Contains("again", StringComparison.Ordinal) ? null : "after-b", "a", "b"),
            "after-b" => Answers.Text(410, expired),
            "behind-b" => Page(null, "c"),
            _ => throw new InvalidOperationException(),
        });

        if (offer)
        {
            Assert.Equal(["a", "b", "c"], (await ListAsync(server)).Select(n => n.Name));
            return;
        }

        // This server expires every token: the list starts again a few times, and then it is the server's word.
        List<string> names = [];
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(async () =>
        {
            using IClusterApi api = Connections.Connect(server);
            await foreach (NodeRecord node in api.ListNodesAsync(new NodeQuery(), CancellationToken.None))
            {
                names.Add(node.Name);
            }
        });
        Assert.Equal(ClusterErrorKind.Expired, error.Kind);
        Assert.Equal(["a", "b"], names);
    }

    [Fact]
    public async Task A_list_that_starts_again_goes_on_where_it_was()
    {
        int expiries = 0;
        await using var server = new ScriptedServer(request => request.Query("continue") is null
            ? Page("next", "a", "b")
            : ++expiries == 1 ? Answers.Status(410, "Expired", "too old") : Page(null, "c"));

        Assert.Equal(["a", "b", "c"], (await ListAsync(server)).Select(n => n.Name));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_a_page_costs_no_node_and_doubles_none()
    {
        string body = TableText(null, "a", "b", "c");
        int half = body.IndexOf("\"c\"", StringComparison.Ordinal);
        await using var server = ScriptedServer.InTurn(
            Answers.Chunks(200, [body[..half]], cut: true), Answers.Chunks(200, [body[..half]]), Answers.Text(200, body));

        Assert.Equal(["a", "b", "c"], (await ListAsync(server, clock: new FastClock())).Select(n => n.Name));
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"kind":"Table","columnDefinitions":[{"name":"Name"}],"rows":[{"cells":["a"]}]}""")]
    [InlineData("""{"kind":"Table","columnDefinitions":[{"name":"Name"},{"name":"Kernel-Version"}],"rows":[{"cells":["a",{}]}]}""")]
    [InlineData("""{"kind":"Table","columnDefinitions":[{"name":"Name"},{"name":"Kernel-Version"}],"rows":[{"cells":["a"]}]}""")]
    [InlineData("""{"kind":"Table","rows":[{"cells":["a","1"]}],"columnDefinitions":[{"name":"Name"},{"name":"Kernel-Version"}]}""")]
    public async Task A_table_that_cannot_be_used_is_replaced_by_the_objects(string table)
    {
        await using var server = new ScriptedServer(request => request.Header("Accept")!.Contains("Table", StringComparison.Ordinal)
            ? Answers.Text(200, table)
            : Recorded.Exchange("02").Answer);

        Assert.Equal(12, (await ListAsync(server)).Count);
        Assert.Equal(["None", null], server.Requests.Select(r => r.Query("includeObject")));
    }

    [Fact]
    public async Task A_server_that_knows_no_tables_at_all_is_asked_for_objects()
    {
        await using var server = new ScriptedServer(request => request.Header("Accept")!.Contains("Table", StringComparison.Ordinal)
            ? Answers.Status(406, "NotAcceptable", "only JSON")
            : Recorded.Exchange("02").Answer);

        Assert.Equal(12, (await ListAsync(server)).Count);
    }

    [Fact]
    public async Task One_node_is_asked_for_by_its_name()
    {
        await using var server = ScriptedServer.InTurn(Table("""["6.1","","cp-1","x"]"""));

        NodeRecord node = Assert.Single(await ListAsync(server, new NodeQuery { Name = "cp-1" }));

        Assert.Equal("6.1", node.KernelVersion);
        Assert.Equal("/api/v1/nodes/cp-1?resourceVersion=0&includeObject=None", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_not_found()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("12").Answer);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => ListAsync(server, new NodeQuery { Name = "nope" }));

        Assert.Equal(ClusterErrorKind.ResourceNotFound, error.Kind);
    }

    [Fact]
    public async Task Rows_come_before_the_answer_has_ended()
    {
        string body = TableText(null, "a", "b");
        await using var server = ScriptedServer.InTurn(Answers.Stall(200, body[..body.IndexOf("\"b\"", StringComparison.Ordinal)]));
        using IClusterApi api = Connections.Connect(server);
        using var cancel = new CancellationTokenSource();
        await using IAsyncEnumerator<NodeRecord> nodes = api.ListNodesAsync(new NodeQuery(), cancel.Token).GetAsyncEnumerator();

        Assert.True(await nodes.MoveNextAsync());
        Assert.Equal("a", nodes.Current.Name);

        ValueTask<bool> next = nodes.MoveNextAsync();
        long start = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task A_compressed_answer_is_read_and_a_truncated_one_is_asked_for_again()
    {
        byte[] whole = Gzip(TableText(null, [.. Enumerable.Range(0, 500).Select(i => $"node-{i}")]));
        await using var server = ScriptedServer.InTurn(
            Answers.Bytes(200, whole[..(whole.Length / 2)], headers: "Content-Encoding: gzip"),
            Answers.Bytes(200, whole, headers: "Content-Encoding: gzip"));

        Assert.Equal(500, (await ListAsync(server, clock: new FastClock())).Count);
    }

    [Theory]
    [InlineData("""{"kind":"PodList","items":[]}""", "PodList")]
    [InlineData("""{"kind":"Table","columnDefinitions":x""", "malformed")]
    public async Task An_answer_about_something_else_is_an_error(string body, string part)
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, body));

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => ListAsync(server));

        Assert.Equal(ClusterErrorKind.BadResponse, error.Kind);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<NodeRecord>> ListAsync(ScriptedServer server, NodeQuery? query = null, TimeProvider? clock = null)
    {
        using IClusterApi api = Connections.Connect(server, new ConnectionSettings { Clock = clock ?? TimeProvider.System });
        return await api.ListNodesAsync(query ?? new NodeQuery(), CancellationToken.None).ToListAsync();
    }

    private static string Describe(NodeRecord n) =>
        $"{n.Name}|{n.KernelVersion}|{n.OSImage}|{n.OperatingSystem}|{n.Architecture}|{string.Join(',', n.Roles)}|{n.Status}|{n.KubeletVersion}|{n.ContainerRuntime}";

    private static Answer Page(string? next, params string[] names) => Answers.Text(200, TableText(next, names));

    private static string TableText(string? next, params string[] names) =>
        TableText(next, names.Select(name => $"""["5.10.0 (amd64)","","{name}","Debian"]"""));

    private static string TableText(string? next, IEnumerable<string> rows) =>
        $$"""{"kind":"Table","metadata":{"continue":"{{next}}"},"columnDefinitions":{{Columns}},"rows":[{{string.Join(',', rows.Select(r => $$"""{"cells":{{r}},"object":null}"""))}}]}""";

    private static Answer Table(params string[] rows) => Answers.Text(200, TableText(null, (IEnumerable<string>)rows));

    private static byte[] Gzip(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }
}
