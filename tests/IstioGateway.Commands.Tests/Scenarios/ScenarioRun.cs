using System.Management.Automation;
using System.Text.RegularExpressions;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Scenarios;

/// <summary>What was seen of a scenario.</summary>
/// <param name="Kubectl">kubectl's last words.</param>
/// <param name="InForceAfterKubectl">Whether the template was in force when kubectl ended.</param>
/// <param name="Id">How the module ended: <see cref="Scenario.Ready"/>, or the id of its error.</param>
/// <param name="Ours">The same with the module's words.</param>
/// <param name="InForceAfterOurs">Whether the template was in force when the module ended.</param>
internal sealed record ScenarioRun(string Kubectl, string InForceAfterKubectl, string Id, string Ours, string InForceAfterOurs)
{
    /// <summary>Plays a scenario.</summary>
    public static async Task<ScenarioRun> PlayAsync(Scenario scenario)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(scenario.Cluster);
        using PowerShellSession session = new();
        ScenarioStage stage = new(cluster, session);
        session.Set("name", cluster.IstioName);
        session.Set("wanted", Scenario.Wanted);
        session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        await scenario.Before(stage);
        RunResult change = session.Run("$change = " + scenario.Change);
        await scenario.Changed(stage);
        cluster.Sandbox.Requests.Clear();

        if (change.Errors.Count > 0)
        {
            // There is nothing to wait for; what kubectl's user makes of the same comes afterwards.
            (string changeId, string changeWords) = Describe(change);
            string kept = await scenario.InForce(stage);
            string does = await KubectlAsync(scenario, cluster);
            return new ScenarioRun(does, await scenario.InForce(stage), changeId, changeWords, kept);
        }

        Task<RunResult> waiting = Task.Run(() => session.RunAsync($"$change | {scenario.Wait}", TestContext.Current.CancellationToken));
        Task happening = scenario.Meanwhile(stage);
        string kubectl = await KubectlAsync(scenario, cluster);
        string inForce = await scenario.InForce(stage);
        await scenario.KubectlDone(stage);
        RunResult result = await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        string inForceNow = await scenario.InForce(stage);
        await happening;
        (string id, string words) = Describe(result);
        return new ScenarioRun(kubectl, inForce, id, words, inForceNow);
    }

    private static async Task<string> KubectlAsync(Scenario scenario, TestCluster cluster)
    {
        Tool.Result result = await Tool.BashAsync(cluster, $"NAME={cluster.IstioName}\n({scenario.Kubectl}) 2>&1 || true");
        return result.Output.Trim().Split('\n')[^1];
    }

    private static (string Id, string Words) Describe(RunResult result)
    {
        string warnings = string.Concat(result.Warnings.Select(warning => $" Warning: {warning}"));
        if (result.Errors.Count == 0 && result.Terminating is null)
        {
            IstioStatus status = Assert.Single(result.Of<IstioStatus>());
            Assert.True(status.Ready);
            return (Scenario.Ready, $"{status.Stage}: {status.Reason}{warnings}");
        }

        ErrorRecord error = result.OnlyError();
        string id = error.FullyQualifiedErrorId.Split(',')[0];
        string stage = error.TargetObject is IstioStatus { Stage: var seen } ? $" in {seen}" : "";

        // How far a row of dry-run pods came when the time was over is chance.
        string words = Regex.Replace(error.ToString(), "[0-9]+ of ([0-9]+) dry-run pods", "Some of $1 dry-run pods");
        return (id, $"`{id}`{stage}: {words}{warnings}");
    }
}
