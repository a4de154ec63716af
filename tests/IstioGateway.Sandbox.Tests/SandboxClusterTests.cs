using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Tests;

public sealed class SandboxClusterTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    [InlineData(40, 13)]
    public async Task As_many_nodes_are_made_up_as_asked_for_and_as_many_of_them_are_old(int count, int old)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = count, OldKernelCount = old });

        JsonArray nodes = (await sandbox.GetAsync("/api/v1/nodes")).Json["items"]!.AsArray();

        string[] kernels = [.. nodes.Select(node => (string)node!["status"]!["nodeInfo"]!["kernelVersion"]!)];
        Assert.Equal(count, kernels.Length);
        Assert.Equal(old, kernels.Count(kernel => kernel.StartsWith("3.10.", StringComparison.Ordinal) || kernel.StartsWith("4.4.", StringComparison.Ordinal)));
        Assert.Equal(count, nodes.Select(node => (string)node!["metadata"]!["name"]!).Distinct().Count());
        Assert.Equal(count, nodes.Select(node => (string)node!["status"]!["addresses"]![0]!["address"]!).Distinct().Count());
    }

    [Fact]
    public async Task A_node_with_fifty_images_weighs_about_12_KB()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeCount = 1, OldKernelCount = 0, ImagesPerNode = 50 });

        Assert.InRange((await sandbox.GetAsync("/api/v1/nodes")).Body.Length, 10_000, 15_000);
    }

    [Fact]
    public async Task Nodes_come_from_the_output_of_kubectl()
    {
        const string Output = """
            {"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node",
            "metadata":{"name":"n1","uid":"u1","resourceVersion":"77","creationTimestamp":"2026-01-01T00:00:00Z"},
            "status":{"nodeInfo":{"kernelVersion":"4.10.17-200.fc25.x86_64"}}}]}
            """;
        await using TestSandbox sandbox = await TestSandbox.StartAsync(new SandboxClusterOptions { NodeListJson = Output });

        JsonObject node = (await sandbox.GetAsync("/api/v1/nodes/n1")).Json;

        Assert.Equal(("u1", "2026-01-01T00:00:00Z"), ((string?)node["metadata"]!["uid"], (string?)node["metadata"]!["creationTimestamp"]));
        Assert.Equal("4.10.17-200.fc25.x86_64", (string?)node["status"]!["nodeInfo"]!["kernelVersion"]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("{}")]
    [InlineData("""{"items":[{}]}""")]
    public async Task A_node_list_that_is_none_is_refused(string json) =>
        await Assert.ThrowsAsync<FormatException>(() => SandboxCluster.StartAsync(new SandboxClusterOptions { NodeListJson = json }));

    [Theory]
    [InlineData("kind: ConfigMap\nmetadata: {name: x}")]
    [InlineData("kind: Istio")]
    [InlineData("a: [")]
    public async Task An_Istio_resource_that_is_none_is_refused(string yaml) =>
        await Assert.ThrowsAsync<FormatException>(() => SandboxCluster.StartAsync(new SandboxClusterOptions { IstioResource = yaml }));

    [Fact]
    public async Task An_Istio_resource_of_another_cluster_is_not_Ready_because_it_was_there()
    {
        const string Ready = """
            { "kind": "Istio", "metadata": { "name": "default" }, "spec": { "version": "v1.26.2" }, "status": { "state": "Healthy" } }
            """;
        await using SandboxCluster cluster = await SandboxCluster.StartAsync(new SandboxClusterOptions { IstioResource = Ready });

        Assert.Null(cluster.Store.Find(ResourceType.Istio, "default")!["status"]);
    }

    [Fact]
    public async Task The_namespaces_of_a_mesh_are_there()
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync();

        Assert.Equal(3, cluster.Store.Count(ResourceType.Namespace));
        Assert.NotNull(cluster.Store.Find(ResourceType.Namespace, "istio-system"));
    }

    [Fact]
    public async Task The_store_puts_finds_and_removes_past_the_API()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        JsonObject map = new() { ["metadata"] = new JsonObject { ["name"] = "m", ["namespace"] = "default" }, ["data"] = new JsonObject { ["a"] = "b" } };

        sandbox.Cluster.Store.Put(ResourceType.ConfigMap, map);
        Answer read = await sandbox.GetAsync("/api/v1/namespaces/default/configmaps/m");
        bool removed = sandbox.Cluster.Store.Remove(ResourceType.ConfigMap, "m", "default");
        bool again = sandbox.Cluster.Store.Remove(ResourceType.ConfigMap, "m", "default");

        Assert.Equal("b", (string?)read.Json["data"]!["a"]);
        Assert.Equal((true, false), (removed, again));
        Assert.Null(sandbox.Cluster.Store.Find(ResourceType.ConfigMap, "m", "default"));
    }

    [Fact]
    public async Task Two_clusters_know_nothing_of_each_other()
    {
        await using SandboxCluster one = await SandboxCluster.StartAsync(new SandboxClusterOptions { NodeCount = 1, OldKernelCount = 0 });
        await using SandboxCluster two = await SandboxCluster.StartAsync(new SandboxClusterOptions { NodeCount = 2, OldKernelCount = 0 });

        Assert.NotEqual(one.Server.Port, two.Server.Port);
        Assert.NotEqual(one.TokenOf("admin"), two.TokenOf("admin"));
        Assert.Equal((1, 2), (one.Store.Count(ResourceType.Node), two.Store.Count(ResourceType.Node)));
    }

    [Fact]
    public async Task A_kubeconfig_has_one_context_and_what_it_takes_to_connect()
    {
        await using SandboxCluster cluster = await SandboxCluster.StartAsync(new SandboxClusterOptions { Name = "it's \"mine\"" });

        string secure = cluster.KubeconfigFor("admin");
        string plain = cluster.KubeconfigFor(null, secure: false);

        Assert.Contains(cluster.SecureServer.GetLeftPart(UriPartial.Authority), secure, StringComparison.Ordinal);
        Assert.Contains(cluster.TokenOf("admin"), secure, StringComparison.Ordinal);
        Assert.Contains("certificate-authority-data: ", secure, StringComparison.Ordinal);
        Assert.Contains(cluster.Server.GetLeftPart(UriPartial.Authority), plain, StringComparison.Ordinal);
        Assert.DoesNotContain("token", plain, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => cluster.TokenOf("nobody"));
    }
}
