using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Patches;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests;

/// <summary>Test-GatewayInjection as users meet it, against the webhook of the embedded cluster.</summary>
public sealed class InjectionTests : IDisposable
{
    private const string Test = "Test-GatewayInjection -Kubeconfig $args[0] -Namespace edge";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task A_gateway_is_injected_and_judged_on_every_node()
    {
        await using TestCluster cluster = await StartAsync();

        GatewayInjection result = One(cluster, Test);

        Assert.Equal("sample", result.Workload);
        Assert.True(result.Injected);
        Assert.True(result.Works);
        Assert.Equal("default", result.Revision);
        Assert.Equal(["gateway"], result.Templates);
        Assert.Equal("docker.io/istio/proxyv2:1.26.2", result.Image);
        Assert.Contains("ip_unprivileged_port_start", result.PodSecurityContext, StringComparison.Ordinal);
        Assert.Equal(PortBinding.PodDoesNotStart, result.OldKernel);
        Assert.Equal(PortBinding.Yes, result.NewKernel);
        Assert.Equal(["worker-01", "worker-02"], result.Nodes!);
        Assert.Equal(["worker-03", "worker-04"], result.NodesThatCannotStart);
        Assert.Contains("does not tolerate its taint node-role.kubernetes.io/control-plane:NoSchedule", result.NodeResults[0].Reason, StringComparison.Ordinal);
        InjectionFinding finding = Assert.Single(result.Findings);
        Assert.Equal((InjectionFindingIds.NodesCannotStart, FindingSeverity.Warning), (finding.Id, finding.Severity));
        Assert.Contains("2 of 4 nodes", finding.Message, StringComparison.Ordinal);
    }

    // Labels of the namespace; a merge patch for the Deployment; the finding.
    [Theory]
    [InlineData("istio-injection=disabled", "{}", InjectionFindingIds.InjectionDisabledNamespace)]
    [InlineData("", """{"spec":{"template":{"metadata":{"labels":{"sidecar.istio.io/inject":null}}}}}""", InjectionFindingIds.InjectLabelMissing)]
    [InlineData("", """{"spec":{"template":{"metadata":{"labels":{"sidecar.istio.io/inject":null},"annotations":{"sidecar.istio.io/inject":"true"}}}}}""", InjectionFindingIds.InjectAnnotationOnly)]
    [InlineData("istio-injection=enabled", """{"spec":{"template":{"metadata":{"labels":{"sidecar.istio.io/inject":"false"}}}}}""", InjectionFindingIds.InjectionRefused)]
    [InlineData("istio-injection=enabled", """{"spec":{"template":{"metadata":{"labels":{"sidecar.istio.io/inject":null},"annotations":{"sidecar.istio.io/inject":"false"}}}}}""", InjectionFindingIds.InjectionRefused)]
    [InlineData("istio.io/rev=canary", "{}", InjectionFindingIds.RevisionUnknown)]
    [InlineData("", """{"spec":{"template":{"metadata":{"labels":{"istio.io/rev":"canary"}}}}}""", InjectionFindingIds.RevisionUnknown)]
    [InlineData("", """{"spec":{"template":{"spec":{"hostNetwork":true}}}}""", InjectionFindingIds.HostNetwork)]
    public async Task What_keeps_a_pod_from_being_injected_has_a_finding_of_its_own(string labels, string patch, string id)
    {
        await using TestCluster cluster = await StartAsync(labels);
        await DeployAsync(cluster, patch);

        GatewayInjection result = One(cluster, Test);

        Assert.Equal("Deployment/gw", result.Workload);
        Assert.False(result.Injected);
        Assert.False(result.Works);
        Assert.Null(result.Revision);
        Assert.Equal("auto", result.Image);
        Assert.Equal([id, InjectionFindingIds.NotInjected], result.Findings.Select(finding => finding.Id));
        Assert.All(result.Findings, finding => Assert.Equal(FindingSeverity.Error, finding.Severity));
        Assert.False(string.IsNullOrEmpty(result.Findings[0].Recommendation));
    }

    [Theory]
    [InlineData("istio-injection=enabled", "{}")]
    [InlineData("", "{}")]
    public async Task With_named_revisions_alone_the_default_one_is_missed(string labels, string patch)
    {
        JsonObject istio = TestClusterOptions.DefaultIstio();
        istio["metadata"]!["name"] = "mesh";
        await using TestCluster cluster = await StartAsync(labels, istio);
        await DeployAsync(cluster, patch);

        GatewayInjection result = One(cluster, Test);

        Assert.Equal([InjectionFindingIds.RevisionLabelMissing, InjectionFindingIds.NotInjected], result.Findings.Select(finding => finding.Id));
        Assert.Contains("istio.io/rev", result.Findings[0].Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task System_namespaces_and_clusters_without_a_webhook_are_told_apart()
    {
        await using TestCluster cluster = await StartAsync();

        GatewayInjection system = One(cluster, "Test-GatewayInjection -Kubeconfig $args[0] -Namespace kube-system");
        await cluster.StopControllersAsync();
        cluster.Sandbox.Store.Remove(ResourceType.MutatingWebhookConfiguration, "istio-sidecar-injector");
        GatewayInjection bare = One(cluster, Test);

        Assert.Equal(InjectionFindingIds.SystemNamespace, system.Findings[0].Id);
        Assert.Equal(InjectionFindingIds.WebhookMissing, bare.Findings[0].Id);
    }

    [Fact]
    public async Task A_pod_that_selects_no_template_is_a_sidecar()
    {
        JsonObject istio = TestClusterOptions.DefaultIstio();
        istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["sidecar"] =
            "spec:\n  containers:\n  - name: istio-proxy\n    image: proxy\n    args: [proxy, sidecar]\n";
        await using TestCluster cluster = await StartAsync(istio: istio);
        await DeployAsync(cluster, """{"spec":{"template":{"metadata":{"annotations":null}}}}""");
        GatewayInjection without = One(cluster, Test);
        await DeployAsync(cluster, """{"spec":{"template":{"metadata":{"annotations":{"inject.istio.io/templates":"sidecar"}}}}}""");
        GatewayInjection sidecar = One(cluster, Test);

        Assert.Equal(InjectionFindingIds.TemplateAnnotationMissing, without.Findings[0].Id);
        Assert.Equal(InjectionFindingIds.SidecarInjected, sidecar.Findings[0].Id);
        Assert.All([without, sidecar], result => Assert.True(result is { Injected: true, Works: false }));
    }

    [Theory]
    [InlineData("""{"spec":{"template":{"metadata":{"annotations":{"inject.istio.io/templates":"gatway"}}}}}""", InjectionFindingIds.UnknownTemplate)]
    [InlineData("""{"spec":{"template":{"spec":{"serviceAccountName":"secret-reader"}}}}""", InjectionFindingIds.ServiceAccountMissing)]
    [InlineData("""{"spec":{"template":{"metadata":{"annotations":{"inject.istio.io/templates":"failing"}}}}}""", InjectionFindingIds.InjectionError)]
    [InlineData("""{"spec":{"template":{"metadata":{"annotations":{"inject.istio.io/templates":"gateway,unmounted"}}}}}""", InjectionFindingIds.PodRefused)]
    public async Task A_pod_that_is_refused_says_why(string patch, string id)
    {
        JsonObject istio = TestClusterOptions.DefaultIstio();
        JsonNode templates = istio["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!;
        templates["failing"] = "spec: {{ fail `no way` }}";
        templates["unmounted"] = "spec:\n  containers:\n  - name: istio-proxy\n    volumeMounts:\n    - name: nowhere\n      mountPath: /nowhere\n";
        await using TestCluster cluster = await StartAsync(istio: istio);
        await DeployAsync(cluster, patch);

        GatewayInjection result = One(cluster, Test);

        InjectionFinding finding = Assert.Single(result.Findings);
        Assert.Equal((id, FindingSeverity.Error), (finding.Id, finding.Severity));
        Assert.False(result.Injected);
        Assert.Null(result.Image);
    }

    [Fact]
    public async Task An_istiod_that_does_not_answer_is_told_from_one_that_refuses()
    {
        await using TestCluster cluster = await StartAsync();
        await cluster.PatchIstioAsync("""{"metadata":{"annotations":{"sandbox.istiogateway.dev/failure":"NeverReady"}}}""");
        await cluster.WaitAsync(istio => istio["status"]?["state"]?.GetValue<string>() == "IstiodNotReady");

        GatewayInjection result = One(cluster, Test + " -Timeout 60");

        Assert.Equal(InjectionFindingIds.WebhookUnreachable, Assert.Single(result.Findings).Id);
        Assert.Contains("no endpoints available for service \"istiod\"", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Odd_but_working_things_are_warnings()
    {
        await using TestCluster cluster = await StartAsync("istio.io/rev=default", kernels: 0);
        await DeployAsync(
            cluster,
            """
            {"spec":{"template":{"metadata":{"labels":{"istio.io/rev":"canary"}},
              "spec":{"containers":[{"name":"istio-proxy","image":"docker.io/istio/proxyv2:1.20.0"}]}}}}
            """);

        GatewayInjection result = One(cluster, Test);

        Assert.True(result.Works);
        Assert.Equal([InjectionFindingIds.RevisionConflict, InjectionFindingIds.ImageNotAuto], result.Findings.Select(finding => finding.Id));
        Assert.Equal("docker.io/istio/proxyv2:1.20.0", result.Image);
    }

    [Fact]
    public async Task A_service_that_leads_to_a_port_below_1024_matters_where_the_gateway_cannot_listen()
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, "{}");
        await ServiceAsync(cluster, """[{"name":"status","port":15021},{"name":"http","port":80},{"name":"https","port":443,"targetPort":8443}]""");
        GatewayInjection before = One(cluster, Test);
        await SetAsync(cluster, "None");
        GatewayInjection after = One(cluster, Test);

        Assert.DoesNotContain(before.Findings, finding => finding.Id == InjectionFindingIds.TargetPortPrivileged);
        Assert.Empty(after.NodesThatCannotStart);
        InjectionFinding finding = Assert.Single(after.Findings);
        Assert.Equal((InjectionFindingIds.TargetPortPrivileged, FindingSeverity.Warning), (finding.Id, finding.Severity));
        Assert.Contains("(gw: 80 to 80)", finding.Message, StringComparison.Ordinal);
        Assert.Contains("all 4 nodes", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Running_pods_with_the_old_security_context_have_to_be_recreated()
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, "{}");
        await PodAsync(cluster, "gw-old");
        GatewayInjection before = One(cluster, Test);
        await SetAsync(cluster, "None");
        await PodAsync(cluster, "gw-new");
        GatewayInjection after = One(cluster, Test);

        Assert.Empty(before.StalePods);
        Assert.Equal(["gw-old"], after.StalePods);
        InjectionFinding finding = Assert.Single(after.Findings);
        Assert.Equal(InjectionFindingIds.StalePods, finding.Id);
        Assert.Equal("Restart-GatewayWorkload gw -Namespace edge -All", finding.Recommendation);
    }

    [Theory]
    [InlineData("""{"nodeSelector":{"kubernetes.io/hostname":"worker-03"}}""", "worker-03", InjectionFindingIds.NodesCannotStart, FindingSeverity.Error)]
    [InlineData("""{"nodeSelector":{"pool":"none"}}""", "", InjectionFindingIds.NoNode, FindingSeverity.Error)]
    [InlineData("""{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"kubernetes.io/hostname","operator":"In","values":["worker-03","worker-01"]}]}]}}}}""", "worker-03", InjectionFindingIds.NodesCannotStart, FindingSeverity.Warning)]
    public async Task Only_nodes_that_can_take_the_pod_count(string spec, string failing, string id, FindingSeverity severity)
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, """{"spec":{"template":{"spec":SPEC}}}""".Replace("SPEC", spec, StringComparison.Ordinal));

        GatewayInjection result = One(cluster, Test);

        Assert.Equal(failing, string.Join(' ', result.NodesThatCannotStart));
        Assert.Equal((id, severity), (Assert.Single(result.Findings).Id, result.Findings[0].Severity));
        Assert.Equal(5, result.NodeResults.Count);
    }

    [Fact]
    public async Task A_kernel_that_cannot_be_read_is_said()
    {
        await using TestCluster cluster = await StartAsync(kernels: 0);
        JsonObject node = cluster.Sandbox.Store.Find(ResourceType.Node, "worker-01")!;
        node["status"]!["nodeInfo"]!["kernelVersion"] = "";
        cluster.Sandbox.Store.Put(ResourceType.Node, node);

        GatewayInjection result = One(cluster, Test);

        Assert.Equal(InjectionFindingIds.KernelUnknown, Assert.Single(result.Findings).Id);
        Assert.Null(result.NodeResults.Single(judged => judged.Name == "worker-01").PrivilegedPorts);
    }

    [Fact]
    public async Task What_may_not_be_read_is_a_finding_and_who_may_not_create_pods_gets_an_error()
    {
        AccessRule[] few =
        [
            new(["get"], [""], ["namespaces"]), new(["list"], ["apps"], ["deployments"]), new(["create"], [""], ["pods"]),
        ];
        await using TestCluster cluster = await StartAsync(tokens: [new SandboxToken("few", few), new SandboxToken("less", few[..2])]);
        await DeployAsync(cluster, "{}");

        RunResult told = _session.Run(Test, cluster.KubeconfigFor("few")).ThrowIfFailed();
        GatewayInjection result = Assert.Single(told.Of<GatewayInjection>());
        ErrorRecord error = _session.Run(Test, cluster.KubeconfigFor("less")).OnlyError();

        Assert.True(result.Works);
        Assert.Null(result.Nodes);
        Assert.Equal(
            ["mutatingwebhookconfigurations", "nodes", "pods", "services"],
            result.Findings.Select(finding => finding.Id == InjectionFindingIds.ReadDenied
                ? finding.Recommendation!.Split("resources: [\"")[1].Split('"')[0] : finding.Id).Order(StringComparer.Ordinal));
        Assert.Equal(4, told.Warnings.Count);
        Assert.All(result.Findings, finding => Assert.Contains(
            told.Warnings, warning => warning.Contains(finding.Recommendation!["Allow it: ".Length..], StringComparison.Ordinal)));
        Assert.StartsWith("PermissionDenied", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("resources: [\"pods\"], verbs: [\"create\"]", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_is_tested_as_an_object_as_text_and_as_a_list()
    {
        await using TestCluster cluster = await StartAsync();
        JsonObject manifest = Deployment("{}");
        manifest["metadata"]!["namespace"] = "elsewhere";
        string list = new JsonObject { ["kind"] = "List", ["items"] = new JsonArray(manifest.DeepClone(), manifest.DeepClone()) }.ToJsonString();

        RunResult text = _session.Run("$args[1] -split '(?<=,)' | Test-GatewayInjection -Kubeconfig $args[0] -Namespace edge -Quiet", cluster.Kubeconfig, manifest.ToJsonString());
        RunResult items = _session.Run("Test-GatewayInjection -Kubeconfig $args[0] -Namespace edge -Workload $args[1]", cluster.Kubeconfig, list);
        RunResult map = _session.Run(
            "@{ kind = 'Pod'; metadata = @{ name = 'p'; namespace = 'edge' }; spec = @{ containers = @(@{ name = 'istio-proxy'; image = 'auto' }) } } | Test-GatewayInjection -Kubeconfig $args[0]",
            cluster.Kubeconfig);

        Assert.True(Assert.Single(text.ThrowIfFailed().Of<bool>()));
        Assert.Equal(["Deployment/gw", "Deployment/gw"], items.ThrowIfFailed().Of<GatewayInjection>().Select(result => result.Workload));
        Assert.Equal("Pod/p", Assert.Single(map.ThrowIfFailed().Of<GatewayInjection>()).Workload);
        Assert.Equal(0, cluster.Sandbox.Store.Count(ResourceType.Pod));
    }

    [Fact]
    public async Task Clusters_and_what_knows_its_cluster_can_be_piped()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult piped = _session.Run(
            "$c = Connect-IstioCluster -Kubeconfig $args[0]; $c | Test-GatewayInjection edge; $c | Get-NodeKernel | Test-GatewayInjection -Namespace edge -Sample",
            cluster.Kubeconfig);

        Assert.Equal(2, piped.ThrowIfFailed().Of<GatewayInjection>().Count);
    }

    [Theory]
    [InlineData("Test-GatewayInjection -Kubeconfig $args[0] -Namespace nowhere", "ResourceNotFound")]
    [InlineData("Test-GatewayInjection -Kubeconfig $args[0] -Namespace edge -Deployment nothing", "ResourceNotFound")]
    [InlineData("Test-GatewayInjection -Kubeconfig $args[0] -Namespace 'a/b'", "InvalidName")]
    [InlineData("Test-GatewayInjection -Kubeconfig $args[0] -Namespace edge -Deployment 'a/b'", "InvalidName")]
    [InlineData("'kind: Service' | Test-GatewayInjection -Kubeconfig $args[0]", "InvalidManifest")]
    [InlineData("Connect-IstioCluster -Kubeconfig $args[0] | Test-GatewayInjection -Workload @{ kind = 'Pod'; metadata = @{ name = 'x' } }", "InvalidManifest")]
    [InlineData("Connect-IstioCluster -Kubeconfig $args[0] | Test-GatewayInjection", "InvalidManifest")]
    public async Task What_cannot_be_tested_is_one_error(string script, string id)
    {
        await using TestCluster cluster = await StartAsync();

        Assert.StartsWith(id, _session.Run(script, cluster.Kubeconfig).OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private static async Task<TestCluster> StartAsync(
        string labels = "", JsonObject? istio = null, int kernels = 2, IReadOnlyList<SandboxToken>? tokens = null)
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions
        {
            OldKernelCount = kernels,
            Istio = istio ?? TestClusterOptions.DefaultIstio(),
            Tokens = tokens ?? [],
        });
        JsonObject metadata = new() { ["name"] = "edge", ["labels"] = new JsonObject() };
        foreach (string pair in labels.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            metadata["labels"]![pair.Split('=')[0]] = pair.Split('=')[1];
        }

        cluster.Sandbox.Store.Put(ResourceType.Namespace, new JsonObject { ["metadata"] = metadata });
        return cluster;
    }

    private GatewayInjection One(TestCluster cluster, string script) =>
        Assert.Single(_session.Run(script, cluster.Kubeconfig).ThrowIfFailed().Of<GatewayInjection>());

    private static JsonObject Deployment(string patch)
    {
        JsonNode manifest = JsonNode.Parse(
            """
            {
              "apiVersion": "apps/v1", "kind": "Deployment",
              "metadata": { "name": "gw", "namespace": "edge" },
              "spec": {
                "replicas": 0,
                "selector": { "matchLabels": { "istio": "gw" } },
                "template": {
                  "metadata": {
                    "labels": { "istio": "gw", "sidecar.istio.io/inject": "true" },
                    "annotations": { "inject.istio.io/templates": "gateway" }
                  },
                  "spec": { "containers": [ { "name": "istio-proxy", "image": "auto" } ] }
                }
              }
            }
            """)!;
        return MergePatch.Apply(manifest, JsonNode.Parse(patch))!.AsObject();
    }

    private static Task DeployAsync(TestCluster cluster, string patch)
    {
        cluster.Sandbox.Store.Put(ResourceType.Deployment, Deployment(patch));
        return Task.CompletedTask;
    }

    private static Task<WriteResult> ServiceAsync(TestCluster cluster, string ports) => cluster.Api.CreateAsync(
        ResourceType.Service,
        "edge",
        new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "gw" },
            ["spec"] = new JsonObject { ["selector"] = new JsonObject { ["istio"] = "gw" }, ["ports"] = JsonNode.Parse(ports) },
        },
        new WriteOptions(),
        CancellationToken.None);

    private static Task<WriteResult> PodAsync(TestCluster cluster, string name)
    {
        JsonObject pod = Deployment("{}")["spec"]!["template"]!.DeepClone().AsObject();
        pod["metadata"]!["name"] = name;
        return cluster.Api.CreateAsync(ResourceType.Pod, "edge", pod, new WriteOptions(), CancellationToken.None);
    }

    private async Task SetAsync(TestCluster cluster, string ports)
    {
        _session.Run(
            $"New-GatewayTemplatePatch -Kubeconfig $args[0] -PrivilegedPort {ports} | Set-IstioGatewayTemplate | Wait-IstioReady -Timeout 20",
            cluster.Kubeconfig).ThrowIfFailed();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (One(cluster, Test + " -Sample").NodesThatCannotStart.Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }
}
