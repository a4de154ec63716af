using System.Collections.Concurrent;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests.Rbac;

/// <summary>
/// <c>examples/rbac.yaml</c> and <c>rbac-optional.yaml</c>: every cmdlet works with the first alone. Without any part of it an error says
/// which part is missing; without any part of the second there is no error, and a warning says it. Nothing in them is for nothing.
/// </summary>
public sealed class RbacTests
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<(RunResult, IReadOnlyList<RequestRecord>)>>> Runs =
        new(StringComparer.Ordinal);

    public static TheoryData<string> Cmdlets { get; } = [.. RbacScenarios.All.Select(scenario => scenario.Cmdlet)];

    public static TheoryData<string> Working { get; } = [.. WithRights];

    [Fact]
    public void Every_cmdlet_has_a_scenario()
    {
        using PowerShellSession session = new();

        Assert.Equal(HelpSource.Exported(session).Select(command => command.Name), RbacScenarios.All.Select(scenario => scenario.Cmdlet));
    }

    [Fact]
    public void Every_role_is_bound_to_a_group_that_a_scenario_is_in()
    {
        Assert.Empty(RbacFile.Needed.Loose);
        Assert.Empty(RbacFile.Optional.Loose);
        Assert.Equal(RbacFile.Needed.Groups, RbacScenarios.All.SelectMany(scenario => scenario.Groups).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(RbacFile.Optional.Groups.Except(RbacFile.Needed.Groups));
    }

    [Fact]
    public void One_file_takes_nothing_of_the_other_away_and_gives_nothing_twice()
    {
        Assert.Empty(RbacFile.Optional.Objects.Intersect(RbacFile.Needed.Objects));
        Assert.Empty(RbacFile.Optional.RightsOf(RbacFile.Optional.Groups).Intersect(RbacFile.Needed.RightsOf(RbacFile.Needed.Groups)));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public async Task With_what_is_needed_alone_it_works(string cmdlet)
    {
        RbacScenario scenario = Of(cmdlet);
        IReadOnlyList<RbacRight> optional = RbacFile.Optional.RightsOf(scenario.Groups);

        (RunResult result, IReadOnlyList<RequestRecord> requests) = await WithNeededAsync(cmdlet);

        Assert.NotEmpty(result.ThrowIfFailed().Output);
        RequestRecord[] denied = [.. requests.Where(request => request.StatusCode == 403)];
        Assert.All(denied, request => Assert.Contains(optional, right => right.Covers(request)));
        Assert.All(
            optional.Where(right => denied.Any(right.Covers)),
            right => Assert.InRange(result.Warnings.Count(right.IsNamedIn), 1, scenario.Calls));
    }

    [Theory]
    [MemberData(nameof(Working))]
    public async Task Each_right_that_is_missing_is_named(string cmdlet)
    {
        RbacScenario scenario = Of(cmdlet);
        IReadOnlyList<RbacRight> needed = RbacFile.Needed.RightsOf(scenario.Groups);
        IReadOnlyList<RbacRight> optional = RbacFile.Optional.RightsOf(scenario.Groups);
        RbacRight[] all = [.. needed, .. optional];
        await using RbacStage stage = await RbacStage.StartAsync();

        (RunResult result, IReadOnlyList<RequestRecord> requests) = await stage.RunAsync(scenario, all);

        Assert.NotEmpty(result.ThrowIfFailed().Output);
        Assert.DoesNotContain(requests, request => request.StatusCode == 403);
        Assert.DoesNotContain(result.Warnings, warning => all.Any(right => right.IsNamedIn(warning)));
        RbacRight[] used = [.. all.Where(right => requests.Any(right.Covers))];
        Assert.NotEmpty(used);
        Assert.Empty(scenario.Warns.Except(used.Intersect(needed).Select(right => right.ToString())));
        foreach (RbacRight missing in used)
        {
            (RunResult without, _) = await stage.RunAsync(scenario, all.Where(right => right != missing));
            IReadOnlyList<string> errors = RbacStage.Errors(without);
            if (optional.Contains(missing) || scenario.Warns.Contains(missing.ToString()))
            {
                Assert.True(errors.Count == 0, $"{missing} is not needed here:\n{string.Join('\n', errors)}");
                Assert.True(
                    without.Warnings.Count(missing.IsNamedIn) is var said && said >= 1 && said <= scenario.Calls,
                    $"{missing} is named {said} time(s) in the warnings:\n{string.Join('\n', without.Warnings)}");
            }
            else
            {
                Assert.True(errors.Any(missing.IsNamedIn), $"{missing} is not named in the errors:\n{string.Join('\n', errors)}");
            }
        }
    }

    [Fact]
    public async Task Nothing_is_there_for_nothing_and_each_right_that_is_needed_is_an_error_without_somewhere()
    {
        HashSet<RbacRight> unused = [.. RbacFile.Optional.RightsOf(RbacFile.Optional.Groups)];
        HashSet<RbacRight> noError = [.. RbacFile.Needed.RightsOf(RbacFile.Needed.Groups)];
        foreach (string cmdlet in WithRights)
        {
            RbacScenario scenario = Of(cmdlet);
            (_, IReadOnlyList<RequestRecord> requests) = await WithNeededAsync(cmdlet);
            unused.RemoveWhere(right => requests.Any(right.Covers));
            noError.RemoveWhere(right => requests.Any(right.Covers) && !scenario.Warns.Contains(right.ToString()));
        }

        Assert.Empty(unused);
        Assert.Empty(noError);
    }

    /// <summary>What is missing is said once for each kind of resource in one invocation, however many objects it is about.</summary>
    [Fact]
    public async Task It_is_said_once_however_many_objects_it_is_about()
    {
        RbacScenario one = Of("Publish-GatewayManifest");
        RbacScenario both = one with
        {
            Script = "'shop', 'shop2' | ForEach-Object { New-GatewayManifest $_ -Namespace istio-ingress -Port 80 -PrivilegedPort None -SkipRbac"
                + " -ServiceAccount default } | Publish-GatewayManifest -Cluster $cluster -Wait -Timeout 20",
        };
        await using RbacStage stage = await RbacStage.StartAsync();

        (RunResult result, _) = await stage.RunAsync(both, RbacFile.Needed.RightsOf(both.Groups));

        Assert.Equal(4, result.ThrowIfFailed().Output.Count);
        RbacRight[] named = [.. RbacFile.Optional.RightsOf(both.Groups).Where(right => result.Warnings.Any(right.IsNamedIn))];
        Assert.Superset(
            new HashSet<string>(["watch deployments in istio-ingress", "get services in istio-ingress", "list mutatingwebhookconfigurations"]),
            named.Select(right => right.ToString()).ToHashSet());
        Assert.All(named, right => Assert.Single(result.Warnings, right.IsNamedIn));
    }

    /// <summary>A scenario with what is needed alone; it is run once for all tests, whatever their order.</summary>
    private static Task<(RunResult Result, IReadOnlyList<RequestRecord> Requests)> WithNeededAsync(string cmdlet)
    {
        return Runs.GetOrAdd(cmdlet, _ => new(RunAsync)).Value;

        async Task<(RunResult, IReadOnlyList<RequestRecord>)> RunAsync()
        {
            RbacScenario scenario = Of(cmdlet);
            await using RbacStage stage = await RbacStage.StartAsync();
            return await stage.RunAsync(scenario, RbacFile.Needed.RightsOf(scenario.Groups));
        }
    }

    private static RbacScenario Of(string cmdlet) => RbacScenarios.All.Single(scenario => scenario.Cmdlet == cmdlet);

    /// <summary>The cmdlets that ask a cluster.</summary>
    private static IEnumerable<string> WithRights =>
        RbacScenarios.All.Where(scenario => scenario.Groups.Length > 0).Select(scenario => scenario.Cmdlet);
}
