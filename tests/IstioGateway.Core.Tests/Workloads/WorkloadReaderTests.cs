using IstioGateway.Clusters;
using IstioGateway.Workloads;

namespace IstioGateway.Core.Tests.Workloads;

/// <summary>Which pods are gateways', and what is said of each.</summary>
public sealed class WorkloadReaderTests
{
    private readonly Gateways _cluster = new();

    [Fact]
    public async Task A_running_gateway_needs_nothing_and_nothing_more_is_asked()
    {
        _cluster.Deployment().Pod();

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal(("edge", "gw", "Deployment/gw", "gw-6c-a"), (seen.Namespace, seen.Deployment, seen.Owner, seen.Pod));
        Assert.Equal((true, "gateway", "default", "new"), (seen.Injected, seen.Template, seen.Revision, seen.Node));
        Assert.Equal(("5.14.0-427.el9.x86_64", TemplateRequirement.No, true), (seen.KernelVersion, seen.RequiresTemplate, seen.HasSysctl));
        Assert.Equal(("Running", true, true, PortBinding.Yes), (seen.Phase, seen.Ready, seen.CanStart, seen.PrivilegedPorts));
        Assert.Equal((GatewayWorkloadAction.None, ""), (seen.Action, seen.Advice));
        Assert.Equal(
            ["list deployments.apps", "list pods", "list pods", "list nodes"], _cluster.Api.Requests.Select(request => request.ToString()));
    }

    [Theory]
    [InlineData("""{"sysctls":[]}""", GatewayWorkloadAction.Recreate, "a pod made now gets no sysctl")]
    [InlineData(Gateways.Sysctl, GatewayWorkloadAction.SetTemplate, "Set-IstioGatewayTemplate")]
    public async Task What_to_do_about_a_pod_that_hangs_depends_on_what_a_pod_made_now_would_be(
        string made, GatewayWorkloadAction action, string advice)
    {
        _cluster.Deployment().StuckPod().Webhook(made).Warning("gw-6c-a", "FailedCreatePodSandBox", Gateways.SandboxFailure);

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal((false, PortBinding.PodDoesNotStart, TemplateRequirement.Yes), (seen.CanStart, seen.PrivilegedPorts, seen.RequiresTemplate));
        Assert.Equal(action, seen.Action);
        Assert.Contains(advice, seen.Advice, StringComparison.Ordinal);
        Assert.StartsWith(
            "Kernel 3.10.0-1160.el7.x86_64 is older than 4.11, and the pod sets net.ipv4.ip_unprivileged_port_start. FailedCreatePodSandBox: Failed to create",
            seen.Reason,
            StringComparison.Ordinal);
        Assert.True(Assert.Single(_cluster.Api.Requests, request => request.Verb == "update").Options!.DryRun);
    }

    [Fact]
    public async Task The_event_alone_gives_a_pod_away_whose_node_may_not_be_read()
    {
        _cluster.Deployment().StuckPod().Webhook("{}").Warning("gw-6c-a", "FailedCreatePodSandBox", Gateways.SandboxFailure)
            .Failing("list nodes", Denied("list", ResourceType.Node));
        WorkloadReader reader = new(_cluster.Api);

        GatewayWorkloadStatus seen = Assert.Single(await reader.ReadAsync(new WorkloadQuery(), TestContext.Current.CancellationToken));

        Assert.Equal((GatewayWorkloadAction.Recreate, false), (seen.Action, seen.CanStart));
        Assert.Equal(("", TemplateRequirement.Unknown), (seen.KernelVersion, seen.RequiresTemplate));
        Assert.Equal(WorkloadGapKind.Nodes, Assert.Single(reader.Gaps).What);
    }

    [Fact]
    public async Task Without_nodes_and_events_it_is_not_known_whether_a_pod_with_the_sysctl_starts()
    {
        _cluster.Deployment().StuckPod()
            .Failing("list nodes", Denied("list", ResourceType.Node)).Failing("list events", Denied("list", ResourceType.Event));
        WorkloadReader reader = new(_cluster.Api);

        GatewayWorkloadStatus seen = Assert.Single(await reader.ReadAsync(new WorkloadQuery(), TestContext.Current.CancellationToken));

        Assert.Null(seen.CanStart);
        Assert.Null(seen.PrivilegedPorts);
        Assert.Equal(GatewayWorkloadAction.None, seen.Action);
        Assert.Equal([WorkloadGapKind.Nodes, WorkloadGapKind.Events], reader.Gaps.Select(gap => gap.What).Order());
    }

    [Fact]
    public async Task Without_the_right_to_a_dry_run_recreating_is_advised_with_its_condition()
    {
        _cluster.Deployment().StuckPod().Failing("update pods", new ClusterException(ClusterErrorKind.Forbidden, "denied")
        {
            ServerMessage = "pods is forbidden: User \"u\" cannot create resource \"pods\" in API group \"\" in the namespace \"edge\"",
        });
        WorkloadReader reader = new(_cluster.Api);

        GatewayWorkloadStatus seen = Assert.Single(await reader.ReadAsync(new WorkloadQuery(), TestContext.Current.CancellationToken));

        Assert.Equal(GatewayWorkloadAction.Recreate, seen.Action);
        Assert.Contains("once the template in force no longer sets the sysctl", seen.Advice, StringComparison.Ordinal);
        Assert.Equal(WorkloadGapKind.FreshPods, Assert.Single(reader.Gaps).What);
    }

    [Theory]
    [InlineData("violates PodSecurity \"restricted:latest\"", GatewayWorkloadAction.FixDeployment)]
    [InlineData("admission webhook denied the request: Pod injection failed: failed to run injection template", GatewayWorkloadAction.SetTemplate)]
    public async Task A_pod_that_would_be_refused_is_not_worth_recreating(string words, GatewayWorkloadAction action)
    {
        _cluster.Deployment().StuckPod()
            .Failing("update pods", new ClusterException(ClusterErrorKind.Forbidden, words) { ServerMessage = words });

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal(action, seen.Action);
        Assert.Contains(words, seen.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "{}", GatewayWorkloadAction.FixDeployment, "revision's name")]
    [InlineData("""{"metadata":{"labels":{"istio-injection":"disabled"}}}""", "{}", GatewayWorkloadAction.FixNamespace, "istio-injection=disabled")]
    [InlineData("{}", """{"metadata":{"labels":{"sidecar.istio.io/inject":"false"}}}""", GatewayWorkloadAction.FixDeployment, "refuses injection")]
    [InlineData("{}", """{"metadata":{"labels":{"sidecar.istio.io/inject":null}}}""", GatewayWorkloadAction.FixDeployment, "Label the pods")]
    [InlineData("{}", """{"metadata":{"labels":{"istio.io/rev":"canary"}}}""", GatewayWorkloadAction.FixDeployment, "'canary'")]
    [InlineData("{}", """{"spec":{"hostNetwork":true}}""", GatewayWorkloadAction.FixDeployment, "hostNetwork")]
    public async Task A_pod_that_was_not_injected_says_what_keeps_the_webhook_away(
        string space, string template, GatewayWorkloadAction action, string advice)
    {
        _cluster.Deployment(changes: $$$$"""{"spec":{"template":{{{{template}}}}}}""").StuckPod(changes: NotInjected)
            .Put(ResourceType.Namespace, "", "edge", """{"metadata":{"name":"edge"}}""", space);

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal((false, false, action), (seen.Injected, seen.CanStart, seen.Action));
        Assert.Contains(advice, seen.Advice, StringComparison.Ordinal);
        Assert.Contains("InvalidImageName", seen.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_made_before_the_webhook_was_there_is_to_be_recreated()
    {
        _cluster.Deployment().StuckPod(changes: NotInjected).Webhook("{}");

        Assert.Equal(GatewayWorkloadAction.Recreate, (await OneAsync()).Action);
    }

    [Fact]
    public async Task A_proxy_that_would_run_as_root_against_the_Deployments_word_is_the_Deployments_fault()
    {
        const string Root = """{"spec":{"securityContext":null,"containers":[{"name":"istio-proxy","image":"p","securityContext":{"runAsUser":0,"runAsNonRoot":true}}]}}""";
        _cluster.Deployment().StuckPod(changes: Root);
        _cluster.Api.Answer = made =>
        {
            made.Object["metadata"]!["annotations"]!["sidecar.istio.io/status"] = "{}";
            made.Object["spec"] = System.Text.Json.Nodes.JsonNode.Parse(Root)!["spec"]!.DeepClone();
            return made;
        };

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal((GatewayWorkloadAction.FixDeployment, false), (seen.Action, seen.CanStart));
        Assert.Contains("runAsNonRoot", seen.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"istiod-ca-cert\" : configmap \"istio-ca-root-cert\" not found", GatewayWorkloadAction.FixNamespace)]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"certs\" : secret \"certs\" not found", GatewayWorkloadAction.Investigate)]
    public async Task What_else_keeps_a_pod_from_running_is_quoted(string reason, string message, GatewayWorkloadAction action)
    {
        _cluster.Deployment().StuckPod(changes: """{"spec":{"nodeName":"new"}}""").Warning("gw-6c-a", reason, message);

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal(action, seen.Action);
        Assert.Contains(message, seen.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_newest_event_counts_and_none_of_a_pod_that_had_the_same_name()
    {
        _cluster.Deployment().StuckPod(changes: """{"spec":{"nodeName":"new"}}""")
            .Warning("gw-6c-a", "FailedScheduling", "older", "2026-11-01T00:00:00Z")
            .Warning("gw-6c-a", "BackOff", "newer", "2026-11-01T00:01:00Z")
            .Warning("gw-6c-a", "FailedCreatePodSandBox", Gateways.SandboxFailure, "2026-11-01T00:02:00Z", uid: "another");

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal(GatewayWorkloadAction.Investigate, seen.Action);
        Assert.Contains("BackOff: newer.", seen.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"metadata":{"deletionTimestamp":"2026-11-01T00:00:00Z"}}""", "being deleted")]
    [InlineData("""{"status":{"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory."}}""", "leftover")]
    [InlineData("""{"spec":{"nodeName":"new"}}""", "not ready yet")]
    public async Task Nothing_is_to_be_done_about_what_goes_or_only_just_comes(string changes, string reason)
    {
        _cluster.Deployment().StuckPod(changes: changes);

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal(GatewayWorkloadAction.None, seen.Action);
        Assert.Contains(reason, seen.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_that_kubelet_refused_for_the_sysctl_is_no_leftover()
    {
        _cluster.Deployment().Webhook("{}").StuckPod(changes:
            """{"spec":{"nodeName":"new"},"status":{"phase":"Failed","reason":"SysctlForbidden","message":"forbidden sysctl: \"net.ipv4.ip_unprivileged_port_start\" not allowlisted"}}""");

        Assert.Equal((GatewayWorkloadAction.Recreate, false), await OneAsync() is var seen ? (seen.Action, seen.CanStart) : default);
    }

    [Fact]
    public async Task A_pod_that_runs_shows_that_its_kernel_has_the_sysctl_whatever_its_number()
    {
        _cluster.Deployment().Pod(changes: """{"spec":{"nodeName":"old"}}""");

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal((true, PortBinding.Yes, GatewayWorkloadAction.None), (seen.CanStart, seen.PrivilegedPorts, seen.Action));
    }

    [Fact]
    public async Task After_the_cure_a_gateway_on_an_old_kernel_starts_and_cannot_listen_below_1024()
    {
        _cluster.Deployment().Pod(changes: """{"spec":{"nodeName":"old","securityContext":{"sysctls":[]}}}""");

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal((false, true, PortBinding.No), (seen.HasSysctl, seen.CanStart, seen.PrivilegedPorts));
        Assert.Contains("8080 and 8443", seen.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", GatewayWorkloadAction.Recreate)]
    [InlineData(Gateways.Sysctl, GatewayWorkloadAction.FixGateway)]
    public async Task A_gateway_of_the_Gateway_API_is_mended_at_its_Gateway(string securityContext, GatewayWorkloadAction action)
    {
        const string Managed = """{"labels":{"gateway.networking.k8s.io/gateway-name":"gw","gateway.istio.io/managed":"istio.io-gateway-controller"},"annotations":{"inject.istio.io/templates":null}}""";
        _cluster.Deployment(changes:
                $$$$"""{"spec":{"template":{"metadata":{{{{Managed}}}},"spec":{"securityContext":{{{{securityContext}}}},"containers":[{"name":"istio-proxy","image":"istio/proxyv2:1"}] } } } }""")
            .StuckPod(changes: $$$$"""{"metadata":{{{{Managed.Replace("\"inject.istio.io/templates\":null", "\"sidecar.istio.io/status\":null", StringComparison.Ordinal)}}}}}""");

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal((GatewayWorkloadKind.GatewayApi, "kube-gateway", false, action), (seen.Kind, seen.Template, seen.Injected, seen.Action));
    }

    [Theory]
    [InlineData("""{"replicas":0}""", "null", GatewayWorkloadAction.None, "scaled to 0")]
    [InlineData("{}", """[{"type":"ReplicaFailure","status":"True","message":"pods \"gw\" is forbidden: exceeded quota: q"}]""", GatewayWorkloadAction.FixDeployment, "exceeded quota: q")]
    [InlineData("{}", """[{"type":"Progressing","status":"False","message":"ReplicaSet \"gw\" has timed out progressing."}]""", GatewayWorkloadAction.Investigate, "timed out")]
    [InlineData("{}", "null", GatewayWorkloadAction.Investigate, "wants 1 pod(s) and has none")]
    public async Task A_Deployment_without_pods_is_one_record(string spec, string conditions, GatewayWorkloadAction action, string reason)
    {
        _cluster.Deployment(changes: $$$$"""{"spec":{{{{spec}}}},"status":{"conditions":{{{{conditions}}}}}}""");

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal(("gw", "", "gateway", action), (seen.Deployment, seen.Pod, seen.Template, seen.Action));
        Assert.Contains(reason, seen.Reason, StringComparison.Ordinal);
        Assert.Null(seen.CanStart);
    }

    [Theory]
    [InlineData("sidecar")]
    [InlineData("sidecar,spire")]
    [InlineData("grpc-agent")]
    [InlineData("")]
    public async Task A_Deployment_that_selects_no_gateways_template_is_none(string templates)
    {
        _cluster.Deployment(changes: $$$"""{"spec":{"template":{"metadata":{"annotations":{"inject.istio.io/templates":"{{{templates}}}"} } } } }""");

        Assert.Empty(await ReadAsync(new WorkloadQuery()));
    }

    [Fact]
    public async Task A_pod_of_a_DaemonSet_counts_when_it_runs_a_router_and_one_with_a_sidecar_does_not()
    {
        const string DaemonSet = """{"metadata":{"annotations":{"inject.istio.io/templates":null},"ownerReferences":[{"apiVersion":"apps/v1","kind":"DaemonSet","name":"everywhere","uid":"d","controller":true}]}}""";
        _cluster.Pod("ds-a", DaemonSet)
            .Pod("ds-b", DaemonSet, """{"spec":{"containers":[{"name":"istio-proxy","image":"p","args":["proxy","sidecar"]}]}}""");

        GatewayWorkloadStatus seen = await OneAsync();

        Assert.Equal(("ds-a", "", "DaemonSet/everywhere", ""), (seen.Pod, seen.Deployment, seen.Owner, seen.Template));
    }

    [Fact]
    public async Task A_pod_of_a_Deployment_that_leaves_its_template_to_the_mesh_is_found_by_what_it_runs()
    {
        _cluster.Deployment(changes: """{"spec":{"template":{"metadata":{"annotations":null}}}}""").Pod();

        Assert.Equal(("gw", "gw-6c-a"), await OneAsync() is var seen ? (seen.Deployment, seen.Pod) : default);
    }

    [Fact]
    public async Task Pods_that_a_selector_finds_and_another_controller_made_are_not_the_Deployments()
    {
        _cluster.Deployment().Deployment("other").Pod();

        Assert.Equal(["gw gw-6c-a", "other "], (await ReadAsync(new WorkloadQuery())).Select(item => $"{item.Deployment} {item.Pod}"));
    }

    [Fact]
    public async Task Only_what_is_asked_for_is_read()
    {
        _cluster.Deployment().Deployment("other").Pod();

        IReadOnlyList<GatewayWorkloadStatus> seen = await ReadAsync(new WorkloadQuery { AcceptsName = name => name == "gw" });
        IReadOnlyList<GatewayWorkloadStatus> none = await ReadAsync(new WorkloadQuery { Namespaces = ["elsewhere"] });
        IReadOnlyList<GatewayWorkloadStatus> neither = await ReadAsync(new WorkloadQuery { AcceptsNamespace = name => name == "elsewhere" });

        Assert.Equal(["gw-6c-a"], seen.Select(item => item.Pod));
        Assert.Empty(none);
        Assert.Empty(neither);
    }

    [Theory]
    [InlineData("list deployments.apps")]
    [InlineData("list pods")]
    public async Task Without_what_is_essential_it_fails(string request)
    {
        _cluster.Deployment().Pod().Failing(request, Denied("list", ResourceType.Pod));

        await Assert.ThrowsAsync<ClusterException>(() => ReadAsync(new WorkloadQuery()));
    }

    [Theory]
    [InlineData("""{"matchLabels":{"a":"b","c":"d"}}""", "a=b,c=d")]
    [InlineData(
        """{"matchLabels":{"a":"b"},"matchExpressions":[{"key":"x","operator":"In","values":["1","2"]},{"key":"y","operator":"NotIn","values":["3"]},{"key":"z","operator":"Exists"},{"key":"w","operator":"DoesNotExist"}]}""",
        "a=b,x in (1,2),y notin (3),z,!w")]
    public void A_selector_is_worded_as_the_server_reads_it(string selector, string text) =>
        Assert.Equal(text, SelectorText.Of(System.Text.Json.Nodes.JsonNode.Parse(selector)!.AsObject()));

    private const string NotInjected =
        """
        {
          "metadata": { "annotations": { "sidecar.istio.io/status": null, "istio.io/rev": null } },
          "spec": { "nodeName": "new", "securityContext": null, "containers": [ { "name": "istio-proxy", "image": "auto" } ] },
          "status": { "containerStatuses": [ { "name": "istio-proxy", "state": { "waiting": { "reason": "InvalidImageName" } } } ] }
        }
        """;

    private static ClusterException Denied(string verb, ResourceType type) =>
        new(ClusterErrorKind.Forbidden, "denied") { Verb = verb, ResourceType = type };

    private async Task<GatewayWorkloadStatus> OneAsync() => Assert.Single(await ReadAsync(new WorkloadQuery()));

    private Task<IReadOnlyList<GatewayWorkloadStatus>> ReadAsync(WorkloadQuery query) =>
        new WorkloadReader(_cluster.Api).ReadAsync(query, TestContext.Current.CancellationToken);
}
