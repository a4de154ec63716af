using System.Text.Json.Nodes;
using CsCheck;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Tests.Api;

public sealed class ReadTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";

    [Fact]
    public async Task Pages_of_any_size_put_together_are_the_whole_list()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 23, OldKernelCount = 7 });
        string[] whole = Names((await sandbox.GetAsync("/api/v1/nodes")).Json);

        await Gen.Int[1, 30].SampleAsync(
            async limit =>
            {
                List<string> names = [];
                string? next = "";
                while (next is not null)
                {
                    JsonObject page = (await sandbox.GetAsync($"/api/v1/nodes?limit={limit}&continue={next}")).Json;
                    names.AddRange(Names(page));
                    next = (string?)page["metadata"]!["continue"];
                    Assert.Equal(whole.Length - names.Count, (int?)page["metadata"]!["remainingItemCount"] ?? 0);
                }

                Assert.Equal(whole, names);
            },
            iter: 20);
    }

    [Fact]
    public async Task Later_pages_show_the_state_of_the_first()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 6, OldKernelCount = 0 });
        JsonObject first = (await sandbox.GetAsync("/api/v1/nodes?limit=3")).Json;
        sandbox.Cluster.Store.Remove(ResourceType.Node, "worker-05");

        JsonObject second = (await sandbox.GetAsync($"/api/v1/nodes?limit=3&continue={first["metadata"]!["continue"]}")).Json;

        Assert.Equal(["worker-03", "worker-04", "worker-05"], Names(second));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task An_expired_page_is_a_410_with_a_token_to_go_on_inconsistently()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 6, OldKernelCount = 0 });
        JsonObject first = (await sandbox.GetAsync("/api/v1/nodes?limit=3")).Json;
        sandbox.Cluster.Store.Remove(ResourceType.Node, "worker-05");
        sandbox.Cluster.Store.Compact();

        Answer expired = await sandbox.GetAsync($"/api/v1/nodes?limit=3&continue={first["metadata"]!["continue"]}");
        Answer rest = await sandbox.GetAsync($"/api/v1/nodes?limit=3&continue={expired.Json["metadata"]!["continue"]}");

        Assert.Equal((410, "Expired"), (expired.Code, expired.Reason));
        Assert.Equal(["worker-03", "worker-04"], Names(rest.Json));
    }

    [Fact]
    public async Task Selectors_and_pages_work_together_and_hide_the_count()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 6, OldKernelCount = 0 });

        JsonObject page = (await sandbox.GetAsync("/api/v1/nodes?limit=2&labelSelector=node-role.kubernetes.io/worker")).Json;

        Assert.Equal(["worker-01", "worker-02"], Names(page));
        Assert.NotNull(page["metadata"]!["continue"]);
        Assert.Null(page["metadata"]!["remainingItemCount"]);
    }

    [Theory]
    [InlineData("metadata.name=worker-01", new[] { "worker-01" })]
    [InlineData("metadata.name!=worker-01", new[] { "control-plane-1", "worker-02" })]
    [InlineData("spec.unschedulable=true", new string[0])]
    public async Task Field_selectors_select(string selector, string[] expected)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.GetAsync("/api/v1/nodes?fieldSelector=" + Uri.EscapeDataString(selector));

        Assert.Equal(expected, Names(answer.Json));
    }

    [Theory]
    [InlineData("/api/v1/nodes?fieldSelector=spec.nope=1", "field label \"spec.nope\" not supported for Node")]
    [InlineData("/apis/sailoperator.io/v1/istios?fieldSelector=spec.version=1", "field label not supported: spec.version")]
    [InlineData("/api/v1/nodes?fieldSelector=nonsense", "invalid selector: 'nonsense'; can't understand 'nonsense'")]
    public async Task Unknown_fields_cannot_be_selected_by(string path, string message)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.GetAsync(path);

        Assert.Equal((400, message), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task Tables_show_ages_and_older_servers_show_the_kernel_alone()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions
        {
            NodeCount = 1,
            OldKernelCount = 1,
            PlainKernelColumn = true,
        });

        JsonArray cells = (await sandbox.GetAsync("/api/v1/nodes", Table)).Json["rows"]![0]!["cells"]!.AsArray();

        Assert.Equal("37d", (string?)cells[3]);
        Assert.Equal("3.10.0-1160.118.1.el7.x86_64", (string?)cells[8]);
    }

    [Theory]
    [InlineData("None", null)]
    [InlineData("Metadata", "PartialObjectMetadata")]
    [InlineData("Object", "Node")]
    public async Task A_Table_carries_what_includeObject_asks_for(string include, string? kind)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        JsonObject table = (await sandbox.GetAsync("/api/v1/nodes?includeObject=" + include, Table)).Json;

        Assert.Equal(kind, (string?)table["rows"]![0]!["object"]?["kind"]);
    }

    [Fact]
    public async Task Metadata_alone_can_be_asked_for()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        JsonObject list = (await sandbox.GetAsync("/api/v1/nodes", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")).Json;

        Assert.Equal("PartialObjectMetadataList", (string?)list["kind"]);
        Assert.Equal(["metadata"], list["items"]![0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task What_nobody_serves_cannot_be_accepted()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Assert.Equal(406, (await sandbox.GetAsync("/api/v1/nodes", "application/xml")).Code);
    }

    [Fact]
    public async Task A_version_of_the_future_is_not_waited_for()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();

        Answer answer = await sandbox.GetAsync("/api/v1/nodes?resourceVersion=99999");

        Assert.Equal((504, "Timeout"), (answer.Code, answer.Reason));
    }

    [Fact]
    public async Task Every_version_of_a_type_shows_the_same_objects()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.PostAsync(
            "/apis/networking.istio.io/v1/namespaces/default/gateways", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "g" } });

        JsonObject older = (await sandbox.GetAsync("/apis/networking.istio.io/v1beta1/namespaces/default/gateways/g")).Json;

        Assert.Equal("networking.istio.io/v1beta1", (string?)older["apiVersion"]);
    }

    private static string[] Names(JsonObject list) => [.. list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];
}
