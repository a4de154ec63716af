using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Kubernetes.Yaml;

namespace IstioGateway.Commands.Tests.Scenarios;

/// <summary>What a scenario can do to its cluster, and see of it.</summary>
internal sealed class ScenarioStage(TestCluster cluster, PowerShellSession session)
{
    private const string Injector = "istio-sidecar-injector";

    public TestCluster Cluster => cluster;

    public PowerShellSession Session => session;

    /// <summary>Switches a failure of the simulated mesh on, or all off.</summary>
    public Task FailAsync(string? failure) => cluster.PatchIstioAsync(new JsonObject
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["sandbox.istiogateway.dev/failure"] = failure } },
    }.ToJsonString());

    /// <summary>Sets the template as somebody else does.</summary>
    public Task SetTemplateAsync(string text, string fieldManager = "someone-else") => cluster.PatchIstioAsync(
        Patches.GatewayTemplatePatchBody.For("gateway", text).ToJsonString(), fieldManager);

    /// <summary>Waits until the module has opened a watch since both began to wait.</summary>
    public async Task UntilWatchedAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await cluster.Sandbox.Requests.WaitForAsync(
            request => request is { Verb: "watch", Resource: "istios" }
                && request.UserAgent?.StartsWith("IstioGateway/", StringComparison.Ordinal) == true,
            limit.Token);
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    /// <summary>Waits until the template is in force in the active revision.</summary>
    public Task UntilInForceAsync() => UntilAsync(async () =>
    {
        string? active = (await cluster.IstioAsync())["status"]?["activeRevisionName"]?.GetValue<string>();
        return (await RevisionsAsync()).Any(revision => revision.Name == active && revision.InForce);
    });

    /// <summary>Whether istiod would inject the wanted template, for each revision where there are several.</summary>
    public async Task<string> InForceAsync()
    {
        IReadOnlyList<(string Name, bool InForce)> revisions = await RevisionsAsync();
        return revisions.Count switch
        {
            0 => "no ConfigMap",
            1 => Word(revisions[0].InForce),
            _ => string.Join(", ", revisions.Select(revision => $"{revision.Name}: {Word(revision.InForce)}")),
        };
    }

    private static string Word(bool inForce) => inForce ? "yes" : "no";

    private async Task<IReadOnlyList<(string Name, bool InForce)>> RevisionsAsync()
    {
        ResourceList maps = await cluster.Api.ListAsync(ResourceType.ConfigMap, "istio-system", ResourceSelection.All, CancellationToken.None);
        return
        [
            .. maps.Items
                .Select(map => (Name: map["metadata"]!["name"]!.GetValue<string>(), Config: map["data"]?["config"]?.GetValue<string>()))
                .Where(map => map.Name.StartsWith(Injector, StringComparison.Ordinal))
                .OrderBy(map => map.Name, StringComparer.Ordinal)
                .Select(map => (
                    map.Name.Length == Injector.Length ? "default" : map.Name[(Injector.Length + 1)..],
                    new YamlCodec().Read(map.Config!)?["templates"]?["gateway"]?.GetValue<string>() == Scenario.Wanted)),
        ];
    }
}
