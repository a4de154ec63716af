using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Scenarios;

/// <summary>
/// What <c>kubectl wait</c> and the module say of the same cluster, and which of them is right. <c>docs/scenarios.md</c> shows what is
/// seen here.
/// </summary>
public sealed class ScenarioTests(ScenarioTests.Runs runs) : IClassFixture<ScenarioTests.Runs>
{
    public static TheoryData<string> Names => [.. Scenario.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_module_says_that_a_template_is_in_force_when_it_is_and_only_then(string name)
    {
        Scenario scenario = Scenario.All.Single(s => s.Name == name);

        ScenarioRun run = await runs.OfAsync(scenario);

        Assert.True(scenario.Ours == run.Id, $"Expected {scenario.Ours}: {run.Ours}");
        Assert.True((run.Id == Scenario.Ready) == run.InForceAfterOurs.Contains("yes", StringComparison.Ordinal), $"{run}");
    }

    [Fact]
    public async Task The_document_shows_what_was_observed()
    {
        StringBuilder table = new();
        table.Append("| scenario | `kubectl wait` | in force then | `Wait-IstioReady` | in force then |\n|---|---|---|---|---|\n");
        foreach (Scenario scenario in Scenario.All)
        {
            ScenarioRun run = await runs.OfAsync(scenario);
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {scenario} | {run.Kubectl} | {run.InForceAfterKubectl} | {run.Ours} | {run.InForceAfterOurs} |\n");
        }

        string observed = table.ToString();

        Assert.Equal(observed, new ObservedPart("scenarios.md").Update(observed));
    }

    /// <summary>Plays each scenario once, when it is first asked for.</summary>
    public sealed class Runs
    {
        private readonly ConcurrentDictionary<string, Lazy<Task<ScenarioRun>>> _runs = new();

        internal Task<ScenarioRun> OfAsync(Scenario scenario)
        {
            Tool.Require("kubectl", "bash");
            Assert.SkipWhen(TestCluster.IsExternal, "It watches the embedded cluster's requests.");
            return _runs.GetOrAdd(scenario.Name, _ => new Lazy<Task<ScenarioRun>>(() => ScenarioRun.PlayAsync(scenario))).Value;
        }
    }
}
