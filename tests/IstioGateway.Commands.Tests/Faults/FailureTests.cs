using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>What the one error of a failed cluster is like, and what it does to everything else.</summary>
public sealed class FailureTests : IDisposable
{
    private const string Pipeline =
        "Get-NodeKernel | New-GatewayTemplatePatch -WarningAction Ignore -Timeout 0.8 | Set-IstioGatewayTemplate | Wait-IstioReady";

    private readonly PowerShellSession _session = new();

    public FailureTests() => _session.Run("$clusters = @()").ThrowIfFailed();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Get-NodeKernel", "list", "nodes", 403)]
    [InlineData("New-GatewayTemplatePatch -Base Live", "get", "istios", 401)]
    [InlineData("Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}'", "patch", "istios", 422)]
    [InlineData("Remove-IstioGatewayTemplate", "get", "istios", 413)]
    [InlineData("Wait-IstioReady", "get", "istios", 403)]
    public async Task Under_ErrorAction_Stop_the_error_ends_the_script_and_is_the_same(string command, string verb, string resource, int status)
    {
        await using TestCluster cluster = await StartAsync("one");
        Break(cluster, verb, resource, FaultEffect.Status(status));

        ErrorRecord going = _session.Run($"$clusters | {command}; 'reached'").OnlyError();
        RunResult stopped = _session.Run($"$clusters | {command} -ErrorAction Stop; 'not reached'");

        Assert.IsType<ActionPreferenceStopException>(stopped.Terminating);
        Assert.Empty(stopped.Output);
        Assert.Equal(going.FullyQualifiedErrorId, ((IContainsErrorRecord)stopped.Terminating).ErrorRecord.FullyQualifiedErrorId);
    }

    [Fact]
    public async Task An_error_can_be_caught_with_its_target_and_what_to_do()
    {
        await using TestCluster cluster = await StartAsync("one");
        Break(cluster, "patch", "istios", FaultEffect.Status(403));

        RunResult result = _session.Run(
            """
            try { $clusters | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -ErrorAction Stop }
            catch { $_.TargetObject; $_.ErrorDetails.RecommendedAction; $_.CategoryInfo.Activity; $_.CategoryInfo.TargetName }
            """);

        Assert.Equal("one", Assert.Single(result.ThrowIfFailed().Of<IstioCluster>()).Name);
        Assert.Contains("verbs: [\"patch\"]", result.Of<string>()[0], StringComparison.Ordinal);
        Assert.Equal(["patch", "default"], result.Of<string>().Skip(1));
    }

    public static TheoryData<string> Troubles => ["403", "500", "reset", "stall", "html"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task One_cluster_in_trouble_is_one_error_while_the_other_is_done(string trouble)
    {
        await using TestCluster good = await StartAsync("good");
        await using TestCluster bad = await StartAsync("bad");
        Break(bad, "get", "istios", trouble switch
        {
            "reset" => FaultEffect.Reset(),
            "stall" => FaultEffect.StallAfter(50),
            "html" => FaultEffect.HtmlPage(),
            _ => FaultEffect.Status(int.Parse(trouble, System.Globalization.CultureInfo.InvariantCulture)),
        });

        RunResult result = _session.Run($"$clusters | {Pipeline}");

        Assert.Equal("good", Assert.Single(result.Of<IstioStatus>()).Cluster!.Name);
        Assert.Equal("bad", Assert.IsType<IstioCluster>(result.OnlyError().TargetObject).Name);
        Assert.NotNull(await good.OverrideAsync());
        Assert.False(HasOverride(bad));
    }

    [Fact]
    public async Task Running_out_of_time_says_what_the_last_attempt_met()
    {
        await using TestCluster cluster = await StartAsync("one");
        Break(cluster, "list", "nodes", FaultEffect.Status(503, retryAfter: TimeSpan.FromSeconds(30), message: "still starting"));

        ErrorRecord error = _session.Run("$clusters | Get-NodeKernel -Timeout 0.3").OnlyError();

        Assert.StartsWith("OperationTimedOut", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("still starting", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_that_runs_out_of_time_while_the_server_is_busy_says_so()
    {
        await using TestCluster cluster = await StartAsync("one");
        Break(cluster, "get", "istios", FaultEffect.Status(429, retryAfter: TimeSpan.FromSeconds(30), message: "too many of you"));

        ErrorRecord error = _session.Run("$clusters | Wait-IstioReady -Timeout 0.3").OnlyError();

        Assert.StartsWith("NotReadyInTime", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("too many of you", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("too many of you", Assert.IsType<IstioStatus>(error.TargetObject).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_without_an_answer_warns_that_its_outcome_is_open_and_the_next_run_settles_it()
    {
        await using TestCluster cluster = await StartAsync("one");
        ActiveFault silence = Break(cluster, "patch", "istios", FaultEffect.StallAfter(0));
        const string Set = "$clusters | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]} # wanted' -Timeout";

        RunResult open = _session.Run($"{Set} 0.3");
        silence.Dispose();
        RunResult settled = _session.Run($"{Set} 20");

        Assert.StartsWith("OperationTimedOut", open.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Run the command again", Assert.Single(open.Warnings), StringComparison.Ordinal);
        Assert.False(Assert.Single(settled.ThrowIfFailed().Of<IstioTemplateChange>()).Changed);
        Assert.Equal("spec: {containers: [{name: istio-proxy, image: proxy}]} # wanted", await cluster.OverrideAsync());
    }

    [Fact]
    public async Task A_missing_type_is_told_from_a_server_that_is_no_Kubernetes()
    {
        await using TestCluster cluster = await StartAsync("one");
        Break(cluster, "list", "nodes", FaultEffect.NotServed());
        Break(cluster, "get", "istios", FaultEffect.NotServed());

        string nodes = _session.Run("$clusters | Get-NodeKernel").OnlyError().ErrorDetails.RecommendedAction;
        string istio = _session.Run("$clusters | Wait-IstioReady").OnlyError().ErrorDetails.RecommendedAction;

        Assert.DoesNotContain("Sail Operator", nodes, StringComparison.Ordinal);
        Assert.Contains("server address", nodes, StringComparison.Ordinal);
        Assert.Contains("Sail Operator", istio, StringComparison.Ordinal);
    }

    private static ActiveFault Break(TestCluster cluster, string verb, string resource, FaultEffect effect) => cluster.Sandbox.Faults.Add(
        new FaultRule { Verb = verb, Resource = resource, User = "alice", Effect = effect });

    private static bool HasOverride(TestCluster cluster) =>
        cluster.Sandbox.Store.Find(ResourceType.Istio, "default")!["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"] is not null;

    /// <summary>Starts a cluster and adds it to <c>$clusters</c>; the cmdlets are alice, the controllers are not.</summary>
    private async Task<TestCluster> StartAsync(string name)
    {
        Assert.SkipWhen(TestCluster.IsExternal, "Only the embedded cluster has faults.");
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions
        {
            Name = name,
            Tokens = [new Sandbox.SandboxToken("alice", [Sandbox.AccessRule.All])],
        });
        _session.Run(
            "$clusters += Connect-IstioCluster -Kubeconfig $args[0]", cluster.KubeconfigFor("alice")).ThrowIfFailed();
        return cluster;
    }
}
