using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Scenarios;

/// <summary>The ConfigMap holds the template, and istiod injects with another one.</summary>
internal static class InjectionScenarios
{
    private const string Verify = "Wait-IstioReady -VerifyInjection -Namespace default";

    private static readonly ResourceRef Istiod = new(ResourceType.Deployment, "istiod", "istio-system");

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("A template that does not parse is already in force, so istiod ignores the ConfigMap (`-VerifyInjection`)", "NotReadyInTime")
        {
            Cluster = new TestClusterOptions { NodeCount = 0, OldKernelCount = 0, ControllerDelay = TimeSpan.FromMilliseconds(1) },
            Before = BreakAsync,
            Wait = Verify + " -Timeout 2",
            InForce = PodsAsync,
        },
        new("Two replicas of istiod, and one is stuck with the old ConfigMap (`-VerifyInjection`)", "NotReadyInTime")
        {
            Before = stage => TwoReplicasAsync(stage, "0s,never"),
            Changed = stage => stage.UntilInForceAsync(),
            Wait = Verify + " -Timeout 2",
            InForce = PodsAsync,
        },
        new("The same, and the replica catches up (`-VerifyInjection`)", Scenario.Ready)
        {
            Before = stage => TwoReplicasAsync(stage, "0s,never"),
            Changed = stage => stage.UntilInForceAsync(),
            KubectlDone = stage => stage.Cluster.PatchIstioAsync(Lag(null)),
            Wait = Verify + " -Timeout 20",
            InForce = PodsAsync,
        },
    ];

    /// <summary>Sets a template that does not parse, under a name of its own, and waits until it is in the ConfigMap.</summary>
    private static async Task BreakAsync(ScenarioStage stage)
    {
        await stage.Cluster.PatchIstioAsync("""{"spec":{"values":{"sidecarInjectorWebhook":{"templates":{"broken":"{{ if }}"}}}}}""");
        ResourceRef injector = new(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system");
        await ScenarioStage.UntilAsync(async () => (await stage.Cluster.Api.GetAsync(injector, CancellationToken.None))
            ["data"]!["config"]!.GetValue<string>().Contains("broken", StringComparison.Ordinal));
    }

    private static async Task TwoReplicasAsync(ScenarioStage stage, string lag)
    {
        await stage.Cluster.Api.PatchAsync(
            Istiod, PatchKind.Merge, JsonNode.Parse("""{"spec":{"replicas":2}}""")!, new WriteOptions(), CancellationToken.None);
        await ScenarioStage.UntilAsync(async () => (await stage.Cluster.Api.GetAsync(Istiod, CancellationToken.None))
            ["status"]?["readyReplicas"]?.GetValue<long>() == 2);
        await stage.Cluster.PatchIstioAsync(Lag(lag));
    }

    private static string Lag(string? lag) => new JsonObject
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["sandbox.istiogateway.dev/replica-lag"] = lag } },
    }.ToJsonString();

    /// <summary>Whether pods that are created now carry the template; four in a row meet every replica, also while the module asks.</summary>
    private static async Task<string> PodsAsync(ScenarioStage stage)
    {
        const int Pods = 4;
        int carrying = 0;
        for (int i = 0; i < Pods; i++)
        {
            JsonObject pod = JsonNode.Parse(
                """
                {
                  "metadata": { "generateName": "gw-", "labels": { "sidecar.istio.io/inject": "true" }, "annotations": { "inject.istio.io/templates": "gateway" } },
                  "spec": { "containers": [ { "name": "istio-proxy", "image": "auto" } ] }
                }
                """)!.AsObject();
            WriteResult made = await stage.Cluster.Api.CreateAsync(
                ResourceType.Pod, "default", pod, new WriteOptions { DryRun = true }, CancellationToken.None);
            carrying += made.Object["spec"]!["containers"]![0]!["image"]!.GetValue<string>() == "proxy" ? 1 : 0;
        }

        return carrying == Pods ? "yes" : carrying == 0 ? "no" : "in some pods";
    }
}
