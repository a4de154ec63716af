using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Scenarios;

/// <summary>The active revision is not the one named <c>default</c>, or not the only one.</summary>
internal static class RevisionScenarios
{
    private const string Older = "default-v1-28-6";

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("RevisionBased, and an older revision is still in use", Scenario.Ready)
        {
            Cluster = new TestClusterOptions { NodeCount = 0, OldKernelCount = 0, Istio = Istio("default", "RevisionBased") },
            Before = UpgradeAsync,
            Changed = stage => stage.UntilInForceAsync(),
        },
        new("The revision is named otherwise than `default`", Scenario.Ready)
        {
            Cluster = new TestClusterOptions { NodeCount = 0, OldKernelCount = 0, Istio = Istio("mesh", "InPlace") },
            Changed = stage => stage.UntilInForceAsync(),
        },
    ];

    private static JsonObject Istio(string name, string strategy)
    {
        JsonObject istio = TestClusterOptions.DefaultIstio("v1.28.6");
        istio["metadata"]!["name"] = name;
        istio["spec"]!["updateStrategy"]!["type"] = strategy;
        return istio;
    }

    /// <summary>A namespace stays with the revision that an upgrade leaves behind.</summary>
    private static async Task UpgradeAsync(ScenarioStage stage)
    {
        IClusterApi api = stage.Cluster.Api;
        JsonObject label = new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["istio.io/rev"] = Older } } };
        await api.PatchAsync(
            new ResourceRef(ResourceType.Namespace, "default"), PatchKind.Merge, label, new WriteOptions(), CancellationToken.None);
        await ScenarioStage.UntilAsync(async () =>
        {
            JsonObject older = await api.GetAsync(new ResourceRef(ResourceType.IstioRevision, Older), CancellationToken.None);
            return older["status"]?["conditions"]?.AsArray().Any(c => $"{c!["type"]}={c["status"]}" == "InUse=True") == true;
        });
        await stage.Cluster.PatchIstioAsync("""{"spec":{"version":"v1.30.3"}}""");
        await stage.Cluster.WaitAsync(istio => istio["status"]?["activeRevisionName"]?.GetValue<string>() == "default-v1-30-3"
            && istio["status"]!["state"]!.GetValue<string>() == "Healthy");
    }
}
