using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Nodes;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests.Nodes;

public sealed class NodeListReaderTests
{
    private const string Node =
        """{"kind":"Node","metadata":{"labels":{"node-role.kubernetes.io/b":"","kubernetes.io/role":"a"},"name":"n"},"spec":{"unschedulable":true},"status":{"conditions":[{"status":"True","type":"MemoryPressure"},{"status":"False","type":"Ready"}],"images":[{"names":["x"]}],"nodeInfo":{"kernelVersion":"6.1"}}}""";

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 with mark", "utf-16", "utf-16BE", "utf-32"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task The_recorded_list_is_read_in_every_encoding(string name)
    {
        string text = Encoding.UTF8.GetString(Recorded.Exchange("02").Body);
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8 with mark" => new UTF8Encoding(true),
            _ => Encoding.GetEncoding(name),
        };

        List<NodeRecord> nodes = await ReadAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);

        Assert.Equal(12, nodes.Count);
        Assert.Equal("3.10.0-1160.118.1.el7.x86_64", nodes[0].KernelVersion);
    }

    [Fact]
    public async Task A_single_node_and_a_list_of_mixed_kinds_give_their_nodes()
    {
        NodeRecord single = Assert.Single(await ReadAsync(Encoding.UTF8.GetBytes(Node)));
        Assert.Equal(("n", "6.1", "NotReady,SchedulingDisabled"), (single.Name, single.KernelVersion, single.Status));
        Assert.Equal(["a", "b"], single.Roles);

        string list = $$"""{"metadata":{"name":"x"},"items":[{"kind":"Pod","metadata":{"name":"p"} },{{Node}}],"kind":"List"}""";
        Assert.Equal("n", Assert.Single(await ReadAsync(Encoding.UTF8.GetBytes(list))).Name);
    }

    [Fact]
    public async Task Nodes_come_before_the_text_has_ended_and_however_it_is_cut()
    {
        byte[] text = Recorded.Exchange("02").Body;
        JsonNode parsed = JsonNode.Parse(text)!;

        List<NodeRecord> nodes = await new NodeListReader().ReadNodeListAsync(new DrippingStream(text, 7), CancellationToken.None).ToListAsync();

        Assert.Equal(parsed["items"]!.AsArray().Select(i => (string)i!["metadata"]!["name"]!), nodes.Select(n => n.Name));
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{\"items\":[", "no JSON")]
    [InlineData("{\"items\":\n[}", "line 2")]
    [InlineData("{}", "kubectl get nodes -o json")]
    [InlineData("{\"kind\":\"PodList\",\"items\":[]}", "PodList")]
    [InlineData("apiVersion: v1", "no JSON")]
    public async Task Anything_else_is_refused(string text, string part)
    {
        FormatException error = await Assert.ThrowsAsync<FormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(text)));

        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<NodeRecord>> ReadAsync(byte[] text) =>
        await new NodeListReader().ReadNodeListAsync(new MemoryStream(text), CancellationToken.None).ToListAsync();

    private sealed class DrippingStream(byte[] bytes, int drop) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(drop, buffer.Length)], cancellationToken);
    }
}
