using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests.Rbac;

/// <summary>A cluster with a gateway, its administrator, and a user whose rights are those that a test gives.</summary>
internal sealed class RbacStage : IAsyncDisposable
{
    public const string Place = "istio-ingress";
    private const string User = "limited";

    private readonly PowerShellSession _session = new();
    private readonly List<AccessRule> _rules = [];
    private TestCluster _cluster = null!;

    public static async Task<RbacStage> StartAsync()
    {
        RbacStage stage = new();
        stage._cluster = await TestCluster.StartAsync(new TestClusterOptions
        {
            NodeCount = 3,
            OldKernelCount = 1,
            ControllerDelay = TimeSpan.FromMilliseconds(50),
            Tokens = [new SandboxToken(User, stage._rules)],
        });
        Assert.SkipWhen(TestCluster.IsExternal, "Only the embedded cluster has users with chosen rights.");
        await GatewayObjects.NamespaceAsync(stage._cluster, Place);
        await stage._cluster.Api.CreateAsync(ResourceType.Deployment, Place, Gateway(), new WriteOptions(), CancellationToken.None);
        stage._session.Run(
            "$admin = Connect-IstioCluster -Kubeconfig $args[0]; $cluster = Connect-IstioCluster -Kubeconfig $args[1]; $folder = $args[2]",
            stage._cluster.Kubeconfig,
            stage._cluster.KubeconfigFor(User),
            stage._cluster.File("backup")).ThrowIfFailed();
        return stage;
    }

    /// <summary>Runs a scenario with these rights; the requests are those of the limited user.</summary>
    public async Task<(RunResult Result, IReadOnlyList<RequestRecord> Requests)> RunAsync(RbacScenario scenario, IEnumerable<RbacRight> rights)
    {
        await scenario.Before(this);
        _rules.Clear();
        _rules.AddRange(rights.Select(right => right.Rule));
        _cluster.Sandbox.Requests.Clear();
        RunResult result = _session.Run(scenario.Script);
        return (result, [.. _cluster.Sandbox.Requests.All.Where(request => request.User == User)]);
    }

    /// <summary>Lets the administrator do something.</summary>
    public Task AdminAsync(string script)
    {
        _session.Run(script).ThrowIfFailed();
        return Task.CompletedTask;
    }

    /// <summary>Lets the gateway's pod hang on the old kernel: it is made anew while no change of the template is in force.</summary>
    public async Task HangingAsync()
    {
        await AdminAsync(RbacScenarios.UndoScript);
        string[] before = [.. (await PodsAsync()).Select(NameOf)];
        foreach (string pod in before)
        {
            await _cluster.Api.DeleteAsync(new ResourceRef(ResourceType.Pod, pod, Place), new WriteOptions(), CancellationToken.None);
        }

        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (await PodsAsync() is not [{ } pod] || before.Contains(NameOf(pod)) || !await HasFailedAsync(NameOf(pod)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    /// <summary>Takes away what a run has published, so that the next one makes it anew.</summary>
    public async Task ForgetAsync(string gateway)
    {
        ResourceType[] types =
        [
            ResourceType.Deployment,
            ResourceType.Service,
            new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", Namespaced: true),
            new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", Namespaced: true),
            new("networking.istio.io", "v1", "gateways", "Gateway", Namespaced: true),
            new("networking.istio.io", "v1", "virtualservices", "VirtualService", Namespaced: true),
        ];
        foreach (ResourceType type in types)
        {
            foreach (JsonObject item in (await _cluster.Api.ListAsync(type, Place, ResourceSelection.All, CancellationToken.None)).Items)
            {
                if (NameOf(item).StartsWith(gateway, StringComparison.Ordinal))
                {
                    await _cluster.Api.DeleteAsync(new ResourceRef(type, NameOf(item), Place), new WriteOptions(), CancellationToken.None);
                }
            }
        }
    }

    /// <summary>The errors of a run, each with its advice.</summary>
    public static IReadOnlyList<string> Errors(RunResult result) =>
        [.. result.Errors.Select(error => $"{error} {error.ErrorDetails?.RecommendedAction}")];

    public async ValueTask DisposeAsync()
    {
        _session.Dispose();
        await _cluster.DisposeAsync();
    }

    private async Task<IReadOnlyList<JsonObject>> PodsAsync() =>
        (await _cluster.Api.ListAsync(ResourceType.Pod, Place, ResourceSelection.All, CancellationToken.None)).Items;

    private async Task<bool> HasFailedAsync(string pod) => (await _cluster.Api.ListAsync(
        ResourceType.Event,
        Place,
        new ResourceSelection(FieldSelector: $"involvedObject.name={pod},reason=FailedCreatePodSandBox"),
        CancellationToken.None)).Items.Count > 0;

    private static string NameOf(JsonObject pod) => pod.Text("metadata", "name")!;

    private static JsonObject Gateway() => JsonNode.Parse(
        """
        {
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "edge" },
          "spec": {
            "selector": { "matchLabels": { "istio": "edge" } },
            "template": {
              "metadata": {
                "labels": { "istio": "edge", "sidecar.istio.io/inject": "true" },
                "annotations": { "inject.istio.io/templates": "gateway" }
              },
              "spec": {
                "nodeSelector": { "kubernetes.io/hostname": "worker-02" },
                "containers": [ { "name": "istio-proxy", "image": "auto" } ]
              }
            }
          }
        }
        """)!.AsObject();
}
