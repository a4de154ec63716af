using System.Management.Automation;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests;

/// <summary>Wait-IstioReady for a template, beyond what <see cref="Scenarios.ScenarioTests"/> plays.</summary>
public sealed class RolloutTests : IDisposable
{
    private const string Set = "$cluster | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]} # wanted'";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task ReadyOnly_believes_the_operator_also_of_a_change()
    {
        await using TestCluster cluster = await StartAsync(failure: "RevisionStalled");

        RunResult result = _session.Run($"{Set} | Wait-IstioReady -ReadyOnly -Timeout 20");

        IstioStatus status = Assert.Single(result.ThrowIfFailed().Of<IstioStatus>());
        Assert.Equal((true, ReadyStage.Ready, 2), (status.Ready, status.Stage, status.Generation));
        Assert.Null(status.TemplateName);
        Assert.DoesNotContain(cluster.Sandbox.Requests.All, IsRolloutRead);
    }

    [Theory]
    [InlineData("New-GatewayTemplatePatch -PrivilegedPort None | Set-IstioGatewayTemplate")]
    [InlineData("New-GatewayTemplatePatch -PrivilegedPort Root | Set-IstioGatewayTemplate")]
    [InlineData("New-GatewayTemplatePatch -Overlay nosysctl | Set-IstioGatewayTemplate")]
    [InlineData("Remove-IstioGatewayTemplate")]
    [InlineData("Remove-IstioGatewayTemplate -TemplateName custom")]
    public async Task Dry_run_pods_show_that_a_change_is_in_force(string change)
    {
        await using TestCluster cluster = await StartAsync();
        if (change == "Remove-IstioGatewayTemplate")
        {
            _session.Run($"{Set} | Wait-IstioReady -Timeout 20").ThrowIfFailed();
        }

        cluster.Sandbox.Requests.Clear();

        RunResult result = _session.Run(
            $"$cluster | {change} -WarningAction Ignore | Wait-IstioReady -VerifyInjection -Namespace default -Timeout 20");

        Assert.Equal(ReadyStage.Ready, Assert.Single(result.ThrowIfFailed().Of<IstioStatus>()).Stage);
        Assert.True(cluster.Sandbox.Requests.All.Count(request => request is { Verb: "create", Resource: "pods" }) >= 8);
        Assert.Equal(0, cluster.Sandbox.Store.Count(Clusters.ResourceType.Pod));
    }

    [Theory]
    [InlineData("$cluster | Wait-IstioReady -Template x -VerifyInjection", "InvalidName")]
    [InlineData("$cluster | Wait-IstioReady -Template x -VerifyInjection -Namespace 'a/b'", "InvalidName")]
    [InlineData("$cluster | Wait-IstioReady -Template x -TemplateName kube-gateway -VerifyInjection -Namespace default", "InvalidName")]
    public async Task What_no_pod_can_show_is_one_error(string script, string id)
    {
        await using TestCluster cluster = await StartAsync();

        Assert.StartsWith(id, _session.Run(script).OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_ends_the_verification()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run($"{Set} | Wait-IstioReady -VerifyInjection -Namespace nowhere -Timeout 20");

        Assert.StartsWith("ResourceNotFound", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_template_it_is_the_plain_wait()
    {
        await using TestCluster cluster = await StartAsync();
        cluster.Sandbox.Requests.Clear();

        IstioStatus status = Assert.Single(_session.Run("$cluster | Wait-IstioReady").ThrowIfFailed().Of<IstioStatus>());

        Assert.Null(status.TemplateName);
        Assert.DoesNotContain(cluster.Sandbox.Requests.All, IsRolloutRead);
    }

    [Theory]
    [InlineData("$patch | Wait-IstioReady -Timeout 20")]
    [InlineData("Wait-IstioReady -Patch $offline -Cluster $cluster -Timeout 20")]
    [InlineData("$cluster | Wait-IstioReady -Template ($patch.Template + \"`r`n\") -Timeout 20")]
    public async Task What_someone_else_sets_later_is_waited_for(string wait)
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run("$patch = $cluster | New-GatewayTemplatePatch -WarningAction Ignore").ThrowIfFailed();
        GatewayTemplatePatch patch = Assert.Single(_session.Run("$patch").Of<GatewayTemplatePatch>());
        _session.Set("offline", new GatewayTemplatePatch
        {
            TemplateName = patch.TemplateName,
            Template = patch.Template,
            Patch = patch.Patch,
            Source = "offline",
            Sha256 = patch.Sha256,
        });
        cluster.Sandbox.Requests.Clear();

        Task<RunResult> waiting = Task.Run(() => _session.RunAsync(wait, TestContext.Current.CancellationToken));
        Scenarios.ScenarioStage stage = new(cluster, _session);
        await stage.UntilWatchedAsync();
        await stage.SetTemplateAsync(patch.Template + "\n", "flux");
        RunResult result = await waiting.WaitAsync(TimeSpan.FromSeconds(30));

        IstioStatus status = Assert.Single(result.ThrowIfFailed().Of<IstioStatus>());
        Assert.Equal((true, "gateway"), (status.Ready, status.TemplateName));
        Assert.Contains(result.Progress, p => p.StatusDescription.StartsWith("sandbox: WaitingForTemplate: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_overlay_is_waited_for_under_its_own_name()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run(
            "$cluster | New-GatewayTemplatePatch -Overlay old-kernel -WarningAction Ignore | Set-IstioGatewayTemplate | Wait-IstioReady -Timeout 20");

        Assert.Equal("old-kernel", Assert.Single(result.ThrowIfFailed().Of<IstioStatus>()).TemplateName);
    }

    [Fact]
    public async Task A_removal_is_waited_for_until_the_default_is_back()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run($"{Set} | Wait-IstioReady -Timeout 20").ThrowIfFailed();

        RunResult result = _session.Run("$cluster | Remove-IstioGatewayTemplate | Wait-IstioReady -Timeout 20 -Verbose");

        IstioStatus status = Assert.Single(result.ThrowIfFailed().Of<IstioStatus>());
        Assert.Contains("back to the default", status.Reason, StringComparison.Ordinal);
        Assert.Contains(result.Verbose, line => line.Contains("The change of template 'gateway' of istio/default is rolled out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("istiorevisions", "ClusterRole: - { apiGroups: [\"sailoperator.io\"], resources: [\"istiorevisions\"], verbs: [\"get\"], resourceNames: [\"default\"] }")]
    [InlineData("configmaps", "Role in namespace istio-system: - { apiGroups: [\"\"], resources: [\"configmaps\"], verbs: [\"get\"], resourceNames: [\"istio-sidecar-injector\"] }")]
    public async Task A_missing_right_is_told_with_its_rule_and_with_what_needs_less(string resource, string rule)
    {
        AccessRule[] rules =
        [
            new(["get", "list", "watch", "patch"], ["sailoperator.io"], ["istios"]),
            .. new AccessRule[] { new(["get"], ["sailoperator.io"], ["istiorevisions"]), new(["get"], [""], ["configmaps"]) }
                .Where(rule => rule.Resources[0] != resource),
        ];
        await using TestCluster cluster = await StartAsync(new TestClusterOptions { Tokens = [new SandboxToken("limited", rules)] });
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.KubeconfigFor("limited")).ThrowIfFailed();

        RunResult denied = _session.Run($"{Set} | Wait-IstioReady -Timeout 20");

        ErrorRecord error = denied.OnlyError();
        Assert.StartsWith("PermissionDenied", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(rule, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("-ReadyOnly", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Single(_session.Run($"{Set} | Wait-IstioReady -Timeout 20 -ReadyOnly").ThrowIfFailed().Of<IstioStatus>());
    }

    [Fact]
    public async Task Many_clusters_are_waited_for_at_once_with_a_line_each()
    {
        await using TestCluster one = await TestCluster.StartAsync(new TestClusterOptions { Name = "one" });
        await using TestCluster two = await TestCluster.StartAsync(new TestClusterOptions { Name = "two" });
        await using TestCluster stalled = await StartAsync(new TestClusterOptions { Name = "stalled" }, "RevisionStalled");
        _session.Run(
            "$clusters = $args | ForEach-Object { Connect-IstioCluster -Kubeconfig $_ }", one.Kubeconfig, two.Kubeconfig, stalled.Kubeconfig).ThrowIfFailed();

        RunResult result = _session.Run("$clusters | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]} # wanted' | Wait-IstioReady -Timeout 0.9");

        Assert.Equal(["one", "two"], result.Of<IstioStatus>().Select(s => s.Cluster!.Name).Order(StringComparer.Ordinal));
        IstioStatus late = Assert.IsType<IstioStatus>(result.OnlyError().TargetObject);
        Assert.Equal(("stalled", ReadyStage.WaitingForRevision), (late.Cluster!.Name, late.Stage));
        // Timers may fire a few milliseconds early.
        Assert.InRange(late.Elapsed.TotalSeconds, 0.88, 1.4);
        Assert.Equal(
            3, result.Progress.Where(p => p.Activity == "Waiting for Istio").Select(p => p.ActivityId).Distinct().Count());
        Assert.Contains(result.Progress, p => p.StatusDescription.StartsWith("stalled: WaitingForRevision: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Wait-IstioReady -Cluster $cluster -Template ' '", "TemplateInvalid")]
    [InlineData("Wait-IstioReady -Cluster $cluster -Template 'a: b' -TemplateName 'a/b'", "InvalidName")]
    [InlineData("Wait-IstioReady -Cluster $cluster -FailFast", "AmbiguousParameterSet")]
    public async Task What_cannot_be_waited_for_is_refused_before_any_request(string command, string id)
    {
        await using TestCluster cluster = await StartAsync(new TestClusterOptions { RunControllers = false });
        int before = cluster.Sandbox.Requests.All.Count;

        RunResult result = _session.Run(command);

        Assert.StartsWith(id, result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(before, cluster.Sandbox.Requests.All.Count);
    }

    /// <summary>Whether the module, not the simulated operator, read what only a rollout needs.</summary>
    private static bool IsRolloutRead(RequestRecord request) => request.Resource is "istiorevisions" or "configmaps" && IsModule(request);

    private static bool IsModule(RequestRecord request) => request.UserAgent?.StartsWith("IstioGateway/", StringComparison.Ordinal) == true;

    private async Task<TestCluster> StartAsync(TestClusterOptions? options = null, string? failure = null)
    {
        TestCluster cluster = await TestCluster.StartAsync(options);
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        if (failure is not null)
        {
            await new Scenarios.ScenarioStage(cluster, _session).FailAsync(failure);
        }

        return cluster;
    }
}
