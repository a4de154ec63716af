using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Sandbox.Controllers.Injection;
using IstioGateway.Sandbox.Tests.Kubectl;
using IstioGateway.Templates;

namespace IstioGateway.Sandbox.Tests.Controllers;

/// <summary>Pods are injected on their way in, by the replicas of istiod, as on a real mesh.</summary>
public sealed class WebhookTests
{
    private const string Additive = "spec:\n  securityContext:\n    sysctls: []\n";
    private static readonly ResourceRef Istiod = new(ResourceType.Deployment, "istiod", "istio-system");
    private static readonly WriteOptions DryRun = new() { DryRun = true };

    [Fact]
    public async Task A_gateway_pod_is_injected_with_everything_that_others_look_at()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");

        JsonObject pod = await CreateAsync(mesh, Pod());

        JsonObject proxy = pod["spec"]!["containers"]![0]!.AsObject();
        Assert.Equal("docker.io/istio/proxyv2:1.28.6", (string?)proxy["image"]);
        Assert.Equal("router", (string?)proxy["args"]![1]);
        Assert.Equal("net.ipv4.ip_unprivileged_port_start", (string?)pod["spec"]!["securityContext"]!["sysctls"]![0]!["name"]);
        JsonObject annotations = pod["metadata"]!["annotations"]!.AsObject();
        Assert.Equal("15020", (string?)annotations["prometheus.io/port"]);
        Assert.Equal("default", (string?)annotations["istio.io/rev"]);
        JsonObject status = JsonNode.Parse((string)annotations["sidecar.istio.io/status"]!)!.AsObject();
        Assert.Equal(["initContainers", "containers", "volumes", "imagePullSecrets", "revision"], status.Select(pair => pair.Key));
        Assert.Null(status["initContainers"]);
        Assert.Equal("istio-proxy", (string?)status["containers"]![0]);
        Assert.Contains("istio-token", status["volumes"]!.AsArray().Select(name => (string?)name));
        Assert.Equal("default", (string?)status["revision"]);
        Assert.Equal(0, mesh.Cluster.Store.Count(ResourceType.Pod));
    }

    [Fact]
    public async Task A_real_pod_is_injected_and_stored()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");

        await mesh.Api.CreateAsync(ResourceType.Pod, "edge", Pod(), new WriteOptions(), CancellationToken.None);

        JsonObject stored = mesh.Cluster.Store.Find(ResourceType.Pod, "gw", "edge")!;
        Assert.NotNull(InjectedPod.StatusOf(stored));
        Assert.Equal("Pending", (string?)stored["status"]!["phase"]);
    }

    // Namespace labels, pod labels, pod annotation sidecar.istio.io/inject, whether the pod is injected.
    [Theory]
    [InlineData("", "sidecar.istio.io/inject=true", null, true)]
    [InlineData("", "", null, false)]
    [InlineData("", "", "true", false)]
    [InlineData("istio-injection=enabled", "", null, true)]
    [InlineData("istio-injection=enabled", "sidecar.istio.io/inject=false", null, false)]
    [InlineData("istio-injection=enabled", "", "false", false)]
    [InlineData("istio-injection=disabled", "sidecar.istio.io/inject=true", null, false)]
    [InlineData("istio.io/rev=default", "", null, true)]
    [InlineData("istio.io/rev=default", "sidecar.istio.io/inject=false", null, false)]
    [InlineData("istio.io/rev=canary", "sidecar.istio.io/inject=true", null, false)]
    [InlineData("", "istio.io/rev=default", null, true)]
    [InlineData("", "istio.io/rev=canary,sidecar.istio.io/inject=true", null, false)]
    public async Task The_webhook_fires_by_the_labels_of_namespace_and_pod(string space, string labels, string? annotation, bool injected)
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge", space);
        JsonObject pod = Pod(labels);
        if (annotation is not null)
        {
            pod["metadata"]!["annotations"]!["sidecar.istio.io/inject"] = annotation;
        }

        JsonObject created = await CreateAsync(mesh, pod);

        Assert.Equal(injected, InjectedPod.StatusOf(created) is not null);
        Assert.Equal(injected, (string?)created["spec"]!["containers"]![0]!["image"] != "auto");
    }

    [Theory]
    [InlineData("", "sidecar.istio.io/inject=true", false)]
    [InlineData("istio-injection=enabled", "", false)]
    [InlineData("istio.io/rev=mesh", "", true)]
    [InlineData("", "istio.io/rev=mesh", true)]
    public async Task A_named_revision_injects_only_what_names_it(string space, string labels, bool injected)
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync(name: "mesh");
        await NamespaceAsync(mesh, "edge", space);

        JsonObject created = await CreateAsync(mesh, Pod(labels));

        Assert.Equal(injected ? "mesh" : null, (string?)InjectedPod.StatusOf(created)?["revision"]);
    }

    [Fact]
    public async Task Pods_on_the_nodes_network_and_in_system_namespaces_are_let_through_untouched()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");
        JsonObject onHost = Pod();
        onHost["spec"]!["hostNetwork"] = true;
        JsonObject system = Pod();
        system["metadata"]!["namespace"] = "kube-system";

        Assert.Null(InjectedPod.StatusOf(await CreateAsync(mesh, onHost)));
        Assert.Null(InjectedPod.StatusOf(await CreateAsync(mesh, system, "kube-system")));
    }

    [Fact]
    public async Task A_dry_run_checks_the_service_account_and_the_namespace()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");
        JsonObject pod = Pod();
        pod["spec"]!["serviceAccountName"] = "secret-reader";

        ClusterException account = await RefusedAsync(mesh, pod);
        ClusterException space = await RefusedAsync(mesh, Pod(), "nowhere");
        mesh.Cluster.Store.Put(
            ResourceType.ServiceAccount, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "secret-reader", ["namespace"] = "edge" } });

        Assert.Equal(403, account.StatusCode);
        Assert.Equal(
            "pods \"gw\" is forbidden: error looking up service account edge/secret-reader: serviceaccount \"secret-reader\" not found",
            account.ServerMessage);
        Assert.Equal(404, space.StatusCode);
        Assert.NotNull(InjectedPod.StatusOf(await CreateAsync(mesh, pod)));
    }

    [Fact]
    public async Task What_istiod_cannot_inject_is_refused_in_its_words()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");
        JsonObject unknown = Pod();
        unknown["metadata"]!["annotations"]!["inject.istio.io/templates"] = "gatway";
        ClusterException missing = await RefusedAsync(mesh, unknown);

        await mesh.SetTemplateAsync("spec:\n  containers:\n  - name: {{ fail `no way` }}\n");
        ClusterException failing = await UntilRefusedAsync(mesh, "no way");
        await mesh.SetTemplateAsync("spec:\n  containers:\n - name: istio-proxy\n");
        ClusterException malformed = await UntilRefusedAsync(mesh, "JSON document");

        const string Denied = "admission webhook \"object.sidecar-injector.istio.io\" denied the request: failed to run injection template: ";
        Assert.Equal(400, missing.StatusCode);
        Assert.Null(missing.Reason);
        Assert.Equal(Denied + "requested template \"gatway\" not found; have gateway", missing.ServerMessage);
        Assert.StartsWith(Denied + "template: inject:3:", failing.ServerMessage, StringComparison.Ordinal);
        Assert.Equal(Denied + "failed applying injection overlay: strategic merge: invalid JSON document", malformed.ServerMessage);
    }

    [Fact]
    public async Task An_empty_template_injects_nothing_and_the_image_stays_auto()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");

        await mesh.SetTemplateAsync("");
        JsonObject pod = await UntilAsync(mesh, created => (string?)created["spec"]!["containers"]![0]!["image"] == "auto");

        Assert.NotNull(InjectedPod.StatusOf(pod));
    }

    [Fact]
    public async Task Without_a_ready_istiod_pods_are_refused()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");
        await mesh.FailAsync("NeverReady");

        ClusterException down = await UntilRefusedAsync(mesh, "endpoints");
        await mesh.FailAsync(null);
        JsonObject pod = await UntilAsync(mesh, _ => true);
        await mesh.Api.DeleteAsync(new ResourceRef(ResourceType.Service, "istiod", "istio-system"), new WriteOptions(), CancellationToken.None);
        ClusterException gone = await RefusedAsync(mesh, Pod());

        const string Failed = "Internal error occurred: failed calling webhook \"object.sidecar-injector.istio.io\": failed to call webhook: "
            + "Post \"https://istiod.istio-system.svc:443/inject?timeout=10s\": ";
        Assert.Equal(500, down.StatusCode);
        Assert.Equal(Failed + "no endpoints available for service \"istiod\"", down.ServerMessage);
        Assert.NotNull(InjectedPod.StatusOf(pod));
        Assert.Equal(Failed + "service \"istiod\" not found", gone.ServerMessage);
    }

    [Fact]
    public async Task A_template_that_does_not_parse_is_ignored_by_running_replicas_and_stops_those_that_start()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");

        await mesh.SetTemplateAsync("{{ if }}");
        await LoggedAsync(mesh, "istiod-0: failed to read injection config from ConfigMap: template: inject:1: missing value for if");
        JsonObject before = await CreateAsync(mesh, Pod());
        await RestartAsync(mesh);
        await LoggedAsync(mesh, "istiod-0: error initializing sidecar injector: template: inject:1: missing value for if");
        JsonObject rolling = await CreateAsync(mesh, Pod());
        await ScaleAsync(mesh, 0);
        await UntilRefusedAsync(mesh, "endpoints");
        await ScaleAsync(mesh, 1);
        await mesh.UntilAsync(i => SimulatedMesh.Condition(i, "Ready") == "False");
        ClusterException down = await RefusedAsync(mesh, Pod());
        await mesh.SetTemplateAsync(DefaultGatewayTemplate.Text);
        JsonObject after = await UntilAsync(mesh, _ => true);

        Assert.All([before, rolling, after], pod => Assert.NotNull(InjectedPod.StatusOf(pod)));
        Assert.Contains("no endpoints available", down.ServerMessage, StringComparison.Ordinal);
        await mesh.UntilAsync(i => SimulatedMesh.Condition(i, "Ready") == "True");
    }

    [Fact]
    public async Task Replicas_answer_in_turn_and_a_stuck_one_keeps_what_it_has()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");
        await ScaleAsync(mesh, 2);
        await mesh.UntilAsync(Istiod, deployment => (int?)deployment["status"]?["readyReplicas"] == 2);

        await mesh.PatchAsync(Patch(lag: "0s,never", template: Additive));
        await LoggedAsync(mesh, "istiod-0: injection configuration of version");
        int[] first = [await SysctlsAsync(mesh), await SysctlsAsync(mesh), await SysctlsAsync(mesh), await SysctlsAsync(mesh)];
        await mesh.PatchAsync(Patch(lag: null, template: Additive));
        await UntilAsync(mesh, _ => mesh.Log.Any(line => line.StartsWith("istiod-1: injection configuration", StringComparison.Ordinal)));
        int[] then = [await SysctlsAsync(mesh), await SysctlsAsync(mesh)];

        Assert.Equal(2, first.Count(count => count == 0));
        Assert.Equal([first[0], first[1]], [first[2], first[3]]);
        Assert.Equal([0, 0], then);
    }

    [Fact]
    public async Task kubectl_sees_the_injected_pod_in_a_dry_run_and_the_webhook_configuration()
    {
        await using SimulatedMesh mesh = await SimulatedMesh.StartAsync();
        await NamespaceAsync(mesh, "edge");
        using KubectlClient kubectl = KubectlClient.Create(mesh.Cluster);
        kubectl.WriteFile("pod.json", Pod().ToJsonString());

        string pod = await kubectl.RunAsync("create", "--dry-run=server", "-f", "pod.json", "-o", "yaml");
        string webhooks = await kubectl.RunAsync(
            "get", "mutatingwebhookconfigurations", "istio-sidecar-injector", "-o", "jsonpath={.webhooks[*].name}");

        Assert.Contains("image: docker.io/istio/proxyv2:1.28.6", pod, StringComparison.Ordinal);
        Assert.Contains("sidecar.istio.io/status:", pod, StringComparison.Ordinal);
        Assert.Equal(
            "rev.namespace.sidecar-injector.istio.io rev.object.sidecar-injector.istio.io namespace.sidecar-injector.istio.io object.sidecar-injector.istio.io",
            webhooks);
    }

    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("0s,250ms", 1, 250)]
    [InlineData("never,2m", 1, 120_000)]
    [InlineData("1.5s", 0, 1500)]
    [InlineData("3", 0, 3000)]
    [InlineData("nonsense", 0, 0)]
    [InlineData("-5s", 0, 0)]
    [InlineData("0s, never", 1, -1)]
    public void The_lag_of_each_replica_is_read_from_the_annotation(string text, int replica, int milliseconds)
    {
        JsonObject istio = new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ReplicaLag.Annotation] = text } } };

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ReplicaLag.Of(istio, replica));
    }

    private static JsonObject Pod(string labels = "sidecar.istio.io/inject=true") => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = "gw",
            ["namespace"] = "edge",
            ["labels"] = Labels(labels),
            ["annotations"] = new JsonObject { ["inject.istio.io/templates"] = "gateway" },
        },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "istio-proxy", ["image"] = "auto" }),
        },
    };

    private static JsonObject Labels(string text)
    {
        JsonObject labels = [];
        foreach (string pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            labels[pair.Split('=')[0]] = pair.Split('=')[1];
        }

        return labels;
    }

    private static JsonObject Patch(string? lag, string template) => new()
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ReplicaLag.Annotation] = lag } },
        ["spec"] = new JsonObject
        {
            ["values"] = new JsonObject
            {
                ["sidecarInjectorWebhook"] = new JsonObject { ["templates"] = new JsonObject { ["gateway"] = template } },
            },
        },
    };

    private static Task<WriteResult> NamespaceAsync(SimulatedMesh mesh, string name, string labels = "") => mesh.Api.CreateAsync(
        ResourceType.Namespace,
        null,
        new JsonObject { ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Labels(labels) } },
        new WriteOptions(),
        CancellationToken.None);

    private static async Task<JsonObject> CreateAsync(SimulatedMesh mesh, JsonObject pod, string space = "edge") =>
        (await mesh.Api.CreateAsync(ResourceType.Pod, space, pod.DeepClone().AsObject(), DryRun, CancellationToken.None)).Object;

    private static async Task<ClusterException> RefusedAsync(SimulatedMesh mesh, JsonObject pod, string space = "edge")
    {
        if (space != "edge")
        {
            pod["metadata"]!["namespace"] = space;
        }

        // Not a dry run, which the client would repeat after a 500.
        return await Assert.ThrowsAsync<ClusterException>(() =>
            mesh.Api.CreateAsync(ResourceType.Pod, space, pod.DeepClone().AsObject(), new WriteOptions(), CancellationToken.None));
    }

    private static async Task<ClusterException> UntilRefusedAsync(SimulatedMesh mesh, string words)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                JsonObject pod = Pod();
                pod["metadata"]!.AsObject().Remove("name");
                pod["metadata"]!["generateName"] = "gw-";
                await mesh.Api.CreateAsync(ResourceType.Pod, "edge", pod, new WriteOptions(), limit.Token);
            }
            catch (ClusterException refused) when (refused.ServerMessage?.Contains(words, StringComparison.Ordinal) == true)
            {
                return refused;
            }
            catch (ClusterException)
            {
                // Refused for what was so before.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), limit.Token);
        }
    }

    private static async Task<JsonObject> UntilAsync(SimulatedMesh mesh, Func<JsonObject, bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                JsonObject pod = (await mesh.Api.CreateAsync(ResourceType.Pod, "edge", Pod(), DryRun, limit.Token)).Object;
                if (condition(pod))
                {
                    return pod;
                }
            }
            catch (ClusterException)
            {
                // Still refused.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), limit.Token);
        }
    }

    private static async Task LoggedAsync(SimulatedMesh mesh, string start)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (!mesh.Log.Any(line => line.StartsWith(start, StringComparison.Ordinal)))
        {
            Assert.False(limit.IsCancellationRequested, string.Join('\n', mesh.Log));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TestContext.Current.CancellationToken);
        }
    }

    private static async Task<int> SysctlsAsync(SimulatedMesh mesh)
    {
        JsonObject pod = await CreateAsync(mesh, Pod());
        return pod["spec"]!["securityContext"]!["sysctls"]?.AsArray().Count ?? 0;
    }

    private static Task<WriteResult> ScaleAsync(SimulatedMesh mesh, int replicas) => mesh.Api.PatchAsync(
        Istiod,
        PatchKind.Merge,
        new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } },
        new WriteOptions(),
        CancellationToken.None);

    private static Task<WriteResult> RestartAsync(SimulatedMesh mesh) => mesh.Api.PatchAsync(
        Istiod,
        PatchKind.Merge,
        JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"2026-01-01T00:00:00Z"}}}}}""")!,
        new WriteOptions(),
        CancellationToken.None);
}
