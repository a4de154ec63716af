using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests.Rbac;

/// <summary>
/// <c>examples/rbac.yaml</c>: every cmdlet works with what it gives, nothing in it is for nothing, and without any part of it the
/// user is told which part is missing.
/// </summary>
public sealed class RbacTests
{
    private static readonly RbacFile File = new();

    public static TheoryData<string> Cmdlets { get; } = [.. RbacScenarios.All.Select(scenario => scenario.Cmdlet)];

    [Fact]
    public void Every_cmdlet_has_a_scenario()
    {
        using PowerShellSession session = new();

        Assert.Equal(HelpSource.Exported(session).Select(command => command.Name), RbacScenarios.All.Select(scenario => scenario.Cmdlet));
    }

    [Fact]
    public void Every_role_is_bound_to_a_group_that_a_scenario_is_in()
    {
        Assert.Empty(File.Loose);
        Assert.Equal(File.Groups, RbacScenarios.All.SelectMany(scenario => scenario.Groups).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public async Task It_works_with_the_rights_of_its_groups_and_names_each_that_is_missing(string cmdlet)
    {
        RbacScenario scenario = RbacScenarios.All.Single(one => one.Cmdlet == cmdlet);
        IReadOnlyList<RbacRight> rights = File.RightsOf(scenario.Groups);
        await using RbacStage stage = await RbacStage.StartAsync();

        (RunResult result, IReadOnlyList<RequestRecord> requests) = await stage.RunAsync(scenario, rights);

        Assert.NotEmpty(result.ThrowIfFailed().Output);
        Assert.DoesNotContain(requests, request => request.StatusCode == 403);
        RbacRight[] used = [.. rights.Where(right => requests.Any(right.Covers))];
        Assert.Equal(scenario.Groups.Length > 0, used.Length > 0);
        foreach (RbacRight missing in used)
        {
            (RunResult without, _) = await stage.RunAsync(scenario, rights.Where(right => right != missing));
            if (missing.Verb == "watch")
            {
                // Reading at an interval takes its place.
                without.ThrowIfFailed();
            }
            else
            {
                Assert.True(missing.IsNamedIn(RbacStage.Told(without)), $"{missing} is not named in:\n{RbacStage.Told(without)}");
            }
        }
    }

    [Fact]
    public async Task Nothing_in_it_is_for_nothing()
    {
        HashSet<RbacRight> unused = [.. File.RightsOf(File.Groups)];
        foreach (RbacScenario scenario in RbacScenarios.All.Where(scenario => scenario.Groups.Length > 0))
        {
            await using RbacStage stage = await RbacStage.StartAsync();
            (_, IReadOnlyList<RequestRecord> requests) = await stage.RunAsync(scenario, File.RightsOf(scenario.Groups));
            unused.RemoveWhere(right => requests.Any(right.Covers));
        }

        Assert.Empty(unused);
    }
}
