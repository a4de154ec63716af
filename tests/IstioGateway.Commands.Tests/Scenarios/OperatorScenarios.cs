using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Scenarios;

/// <summary>The operator does not do its work, or says something else than it does.</summary>
internal static class OperatorScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("The patch is accepted, but the operator is down", "NotReadyInTime")
        {
            Before = stage => stage.FailAsync("OperatorGone"),
            Wait = "Wait-IstioReady -Timeout 0.9",
        },
        new("The operator says Ready of the new generation before the revision changed; it is installed later", Scenario.Ready)
        {
            Before = stage => stage.FailAsync("RevisionStalled"),
            Changed = stage => stage.Cluster.WaitAsync(istio => Observed(istio) == 2),
            KubectlDone = stage => stage.FailAsync(null),
        },
        new("The same, and it is never installed", "NotReadyInTime")
        {
            Before = stage => stage.FailAsync("RevisionStalled"),
            Changed = stage => stage.Cluster.WaitAsync(istio => Observed(istio) == 2),
            Wait = "Wait-IstioReady -Timeout 0.9",
        },
        new("Helm fails while Ready stays true", "NotReadyInTime")
        {
            Before = stage => stage.FailAsync("ReconcileError"),
            Changed = UntilInstalledAsync,
            Wait = "Wait-IstioReady -Timeout 0.9",
        },
        new("The same, with `-FailFast`", "RolloutFailed")
        {
            Before = stage => stage.FailAsync("ReconcileError"),
            Changed = UntilInstalledAsync,
            Wait = "Wait-IstioReady -Timeout 3 -FailFast",
        },
        new("The injector ConfigMap is omitted (`global.omitSidecarInjectorConfigMap`)", "NotReadyInTime")
        {
            Cluster = new TestClusterOptions { NodeCount = 0, OldKernelCount = 0, Istio = WithoutInjector() },
            Changed = UntilInstalledAsync,
            Wait = "Wait-IstioReady -Timeout 0.9",
        },
    ];

    private static long? Observed(JsonObject resource) => resource["status"]?["observedGeneration"]?.GetValue<long>();

    /// <summary>Waits until the operator has tried, so that how soon it does makes no difference to what is seen.</summary>
    private static async Task UntilInstalledAsync(ScenarioStage stage)
    {
        await stage.Cluster.WaitAsync(istio => Observed(istio) == 2);
        ResourceRef revision = new(ResourceType.IstioRevision, "default");
        await ScenarioStage.UntilAsync(async () => Observed(await stage.Cluster.Api.GetAsync(revision, CancellationToken.None)) == 2);
    }

    private static JsonObject WithoutInjector()
    {
        JsonObject istio = TestClusterOptions.DefaultIstio();
        istio["spec"]!["values"]!["global"] = new JsonObject { ["omitSidecarInjectorConfigMap"] = true };
        return istio;
    }
}
