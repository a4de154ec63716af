using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Tests.Servers;

namespace IstioGateway.Kubernetes.Tests;

public sealed class KubernetesApiTests
{
    private static readonly ResourceRef Default = new(ResourceType.Istio, "default");

    [Fact]
    public async Task Get_reads_a_resource_and_sends_the_token()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("19").Answer);
        using IClusterApi api = Connections.Connect(server);

        JsonObject istio = await api.GetAsync(Default, CancellationToken.None);

        Assert.Equal("Istio", (string?)istio["kind"]);
        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal("GET", request.Method);
        Assert.Equal("/apis/sailoperator.io/v1/istios/default", request.Target);
        Assert.Equal("Bearer s3cr3t-token", request.Header("Authorization"));
        Assert.Equal("gzip", request.Header("Accept-Encoding"));
    }

    [Fact]
    public async Task List_returns_detached_items_and_the_version_to_watch_from()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("02").Answer);
        using IClusterApi api = Connections.Connect(server);

        ResourceList list = await api.ListAsync(ResourceType.Node, null, ResourceSelection.All, CancellationToken.None);

        Assert.Equal(12, list.Items.Count);
        Assert.Equal("253", list.ResourceVersion);
        Assert.All(list.Items, item => Assert.Equal("Node", (string?)item["kind"]));
        Assert.All(list.Items, item => Assert.Null(item.Parent));
    }

    [Fact]
    public async Task Discovery_tells_the_types_of_a_version_without_subresources()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("55").Answer);
        using IClusterApi api = Connections.Connect(server);

        IReadOnlyList<ResourceType> types = await api.ListTypesAsync("sailoperator.io", "v1", CancellationToken.None);

        Assert.Contains(ResourceType.Istio, types);
        Assert.All(types, type => Assert.DoesNotContain('/', type.Plural));
        Assert.Equal("/apis/sailoperator.io/v1", Assert.Single(server.Requests).Target);
    }

    [Fact]
    public async Task Patch_sends_field_manager_dry_run_and_content_type()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("32").Answer);
        using IClusterApi api = Connections.Connect(server);
        var patch = new JsonObject { ["spec"] = new JsonObject { ["version"] = "v1.30.3" } };

        WriteResult result = await api.PatchAsync(
            Default, PatchKind.Merge, patch, new WriteOptions { DryRun = true, FieldValidation = "Warn" }, CancellationToken.None);

        Assert.False(result.Created);
        Assert.Equal(["unknown field \"spec.values.gateways\""], result.Warnings);
        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal("application/merge-patch+json", request.Header("Content-Type"));
        Assert.Equal("istiogateway", request.Query("fieldManager"));
        Assert.Equal("All", request.Query("dryRun"));
        Assert.Equal("Warn", request.Query("fieldValidation"));
        Assert.Equal("""{"spec":{"version":"v1.30.3"}}""", request.Body);
    }

    [Fact]
    public async Task Watch_yields_events_and_ends_when_the_server_ends_it()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("27").Answer);
        using IClusterApi api = Connections.Connect(server);

        List<WatchEvent> events = await WatchAsync(api);

        Assert.Equal(
            [WatchEventType.Modified, WatchEventType.Modified, WatchEventType.Modified, WatchEventType.Bookmark],
            events.Select(e => e.Type));
        Assert.Equal("258", events[^1].ResourceVersion);
        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal("metadata.name=default", request.Query("fieldSelector"));
        Assert.Equal("255", request.Query("resourceVersion"));
        Assert.Equal("6", request.Query("timeoutSeconds"));
    }

    [Fact]
    public async Task A_watch_from_a_version_that_is_gone_says_so()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("40").Answer);
        using IClusterApi api = Connections.Connect(server);

        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => WatchAsync(api));

        Assert.Equal(ClusterErrorKind.Expired, error.Kind);
        Assert.Equal("too old resource version: 1 (253)", error.ServerMessage);
    }

    [Fact]
    public async Task Nodes_come_out_of_the_table()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("05").Answer);
        using IClusterApi api = Connections.Connect(server);

        List<NodeRecord> nodes = await api.ListNodesAsync(new NodeQuery(), CancellationToken.None).ToListAsync();

        Assert.Equal(12, nodes.Count);
        NodeRecord first = nodes[0];
        Assert.Equal("cp-1", first.Name);
        Assert.Equal("3.10.0-1160.118.1.el7.x86_64", first.KernelVersion);
        Assert.Equal("amd64", first.Architecture);
        Assert.Equal("linux", first.OperatingSystem);
        Assert.Equal(["control-plane"], first.Roles);
        Assert.Equal("Ready", first.Status);
        Assert.Equal("windows", nodes.Single(n => n.Name == "w-09").OperatingSystem);
        Assert.Equal("/api/v1/nodes?limit=500&resourceVersion=0&includeObject=None", Assert.Single(server.Requests).Target);
    }

    [Theory]
    [InlineData("""{"status":{"allowed":true}}""", true)]
    [InlineData("""{"status":{"allowed":false,"reason":"no"}}""", false)]
    [InlineData("""{"status":{}}""", false)]
    public async Task Rights_are_asked_for_with_a_review_of_oneself(string answer, bool allowed)
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(201, answer));
        using IClusterApi api = Connections.Connect(server);

        bool result = await api.IsAllowedAsync(new AccessQuestion("patch", ResourceType.Istio, "default"), CancellationToken.None);

        Assert.Equal(allowed, result);
        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"), (request.Method, request.Target));
        JsonNode body = JsonNode.Parse(request.Body)!;
        Assert.Equal(("authorization.k8s.io/v1", "SelfSubjectAccessReview"), ((string?)body["apiVersion"], (string?)body["kind"]));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"verb":"patch","group":"sailoperator.io","resource":"istios","name":"default"}"""),
            body["spec"]!["resourceAttributes"]));
    }

    [Theory]
    [InlineData("""{"type":"ERROR","object":{"kind":"Status","code":410}}""")]
    [InlineData("""{"kind":"Status","status":"Success"}""")]
    public async Task What_is_no_review_is_no_denial_and_what_is_no_list_is_not_empty(string answer)
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, answer));
        using IClusterApi api = Connections.Connect(server);

        ClusterException review = await Assert.ThrowsAsync<ClusterException>(
            () => api.IsAllowedAsync(new AccessQuestion("patch", ResourceType.Istio, "default"), CancellationToken.None));
        ClusterException list = await Assert.ThrowsAsync<ClusterException>(
            () => api.ListAsync(ResourceType.Deployment, null, ResourceSelection.All, CancellationToken.None));

        Assert.Equal((ClusterErrorKind.BadResponse, ClusterErrorKind.BadResponse), (review.Kind, list.Kind));
    }

    [Fact]
    public async Task A_list_of_nothing_may_have_null_for_its_items()
    {
        await using var server = ScriptedServer.InTurn(Answers.Text(200, """{"kind":"DeploymentList","metadata":{},"items":null}"""));
        using IClusterApi api = Connections.Connect(server);

        Assert.Empty((await api.ListAsync(ResourceType.Deployment, null, ResourceSelection.All, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task A_review_is_repeated_because_it_stores_nothing()
    {
        await using var server = ScriptedServer.InTurn(
            Answers.Status(503, "ServiceUnavailable", "later"), Answers.Text(201, """{"status":{"allowed":true}}"""));
        using IClusterApi api = Connections.Connect(server, new ConnectionSettings { Clock = new FastClock() });

        Assert.True(await api.IsAllowedAsync(
            new AccessQuestion("get", ResourceType.ConfigMap, null, "istio-system"), CancellationToken.None));

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(
            "istio-system", (string?)JsonNode.Parse(server.Requests[1].Body)!["spec"]!["resourceAttributes"]!["namespace"]);
    }

    [Fact]
    public async Task A_name_and_a_selector_go_to_the_server_together()
    {
        await using var server = ScriptedServer.InTurn(Recorded.Exchange("05").Answer);
        using IClusterApi api = Connections.Connect(server);

        await api.ListNodesAsync(new NodeQuery { Name = "cp-1", LabelSelector = "pool in (edge,dmz)" }, CancellationToken.None).ToListAsync();

        ReceivedRequest request = Assert.Single(server.Requests);
        Assert.Equal(("metadata.name=cp-1", "pool in (edge,dmz)"), (request.Query("fieldSelector"), request.Query("labelSelector")));
    }

    private static async Task<List<WatchEvent>> WatchAsync(IClusterApi api) => await api
        .WatchAsync(
            ResourceType.Istio,
            null,
            ResourceSelection.ByName("default"),
            new WatchRequest("255", TimeSpan.FromSeconds(6)),
            CancellationToken.None)
        .ToListAsync();
}
