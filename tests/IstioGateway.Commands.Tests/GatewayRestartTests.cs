using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests;

/// <summary>
/// Restart-GatewayWorkload against a cluster in which istiod injects, a scheduler places and kubelets run: pods with the sysctl
/// stay in ContainerCreating on the old kernel.
/// </summary>
public sealed class GatewayRestartTests : IDisposable
{
    private const string Place = GatewayObjects.Place;
    private const string Restart = "$cluster | Restart-GatewayWorkload";
    private const string Set = "$cluster | New-GatewayTemplatePatch -PrivilegedPort None | Set-IstioGatewayTemplate";
    private const string OldKernel = "worker-02";
    private const string NewKernel = "worker-01";

    private static readonly ResourceType Budgets = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", Namespaced: true);

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Pods_that_hang_are_recreated_once_the_template_is_changed()
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, "edge", OldKernel, replicas: 2);
        IReadOnlyList<JsonObject> hanging = await PodsAsync(cluster, 2, Hangs);

        RunResult result = _session.Run($"{Set} | Wait-IstioReady -Timeout 30 | Restart-GatewayWorkload -Verbose");
        RunResult after = _session.Run("$cluster | Get-GatewayWorkload");

        IReadOnlyList<GatewayRestart> done = result.ThrowIfFailed().Of<GatewayRestart>();
        Assert.Equal(hanging.Select(Name).Order(StringComparer.Ordinal), done.Select(item => item.Pod).Order(StringComparer.Ordinal));
        Assert.All(done, item => Assert.Equal(
            ("sandbox", Place, "edge", OldKernel, OldKernel, GatewayRestartAction.Recreated, true, false),
            (item.Cluster!.Name, item.Namespace, item.Deployment, item.Node, item.NewNode, item.Action, item.Ready, item.HasSysctl!.Value)));
        Assert.All(done, item => Assert.StartsWith("3.10.0-", item.NewKernelVersion, StringComparison.Ordinal));
        Assert.Equal(
            done.Select(item => item.NewPod).Order(StringComparer.Ordinal),
            after.ThrowIfFailed().Of<GatewayWorkloadStatus>().Where(pod => pod.Ready).Select(pod => pod.Pod));
        Assert.Equal(["201", "201"], Evictions(cluster));
    }

    [Fact]
    public async Task What_recreating_does_not_cure_is_an_error_that_says_what_does_and_by_force_one_pod_is_enough()
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, "edge", OldKernel, replicas: 2);
        await PodsAsync(cluster, 2, Hangs);

        RunResult refused = _session.Run(Restart);
        int without = Evictions(cluster).Count;
        RunResult forced = _session.Run($"{Restart} -Force");

        ErrorRecord error = refused.OnlyError();
        Assert.StartsWith("RestartRefused", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidOperation, error.CategoryInfo.Category);
        Assert.Contains("To recreate it brings nothing. Kernel 3.10.0-", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("Set-IstioGatewayTemplate", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(0, without);
        ErrorRecord failed = forced.OnlyError();
        Assert.StartsWith("RestartFailed", failed.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidResult, failed.CategoryInfo.Category);
        Assert.Contains("ip_unprivileged_port_start: no such file or directory", failed.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal(GatewayRestartAction.NotReplaced, Assert.IsType<GatewayRestart>(failed.TargetObject).Action);
        Assert.Equal(["201"], Evictions(cluster));
    }

    [Fact]
    public async Task Where_there_is_no_pod_force_is_not_advised()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false });
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        await GatewayObjects.NamespaceAsync(cluster);
        await GatewayObjects.DeployAsync(cluster, "edge", sysctl: false);

        ErrorRecord error = _session.Run("$cluster | Restart-GatewayWorkload -All -Force").OnlyError();

        Assert.StartsWith("RestartRefused", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("Look at it: kubectl describe deployment edge -n edge.", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task WhatIf_says_which_pods_and_why_and_sends_no_write()
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, "edge", OldKernel);
        string pod = Name(Assert.Single(await PodsAsync(cluster, 1, Hangs)));
        _session.Run($"{Set} | Wait-IstioReady -Timeout 30").ThrowIfFailed();
        cluster.Sandbox.Requests.Clear();

        RunResult result = _session.Run($"{Restart} -WhatIf");
        RunResult table = _session.Run($"{Restart} -WhatIf | Out-Host");

        Assert.Contains("What if: Recreate 1 of 1 pod(s) of edge/edge in cluster 'sandbox'", result.HostText, StringComparison.Ordinal);
        Assert.Contains($"  {pod} on {OldKernel} (kernel 3.10.0-", result.HostText, StringComparison.Ordinal);
        GatewayRestart would = Assert.Single(result.ThrowIfFailed().Of<GatewayRestart>());
        Assert.Equal((pod, "", true, GatewayRestartAction.WouldRecreate), (would.Pod, would.NewPod, would.DryRun, would.Action));
        Assert.Empty(Evictions(cluster));
        Assert.Matches(@"Namespace +Pod +NewPod +Kernel +Ready +Elapsed +Action", table.HostText);
        Assert.All(
            table.HostText.Split('\n').SkipWhile(line => !line.StartsWith("   Cluster:", StringComparison.Ordinal)),
            line => Assert.True(line.TrimEnd().Length <= 100, line));
    }

    [Fact]
    public async Task A_change_that_was_a_dry_run_recreates_nothing()
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, "edge", OldKernel);
        await PodsAsync(cluster, 1, Hangs);

        RunResult result = _session.Run($"{Set} -DryRun | Restart-GatewayWorkload -Force -Verbose");

        Assert.Empty(result.ThrowIfFailed().Output);
        Assert.Contains(result.Verbose, text => text.Contains("the change was a dry run", StringComparison.Ordinal));
        Assert.Empty(Evictions(cluster));
    }

    [Fact]
    public async Task Of_piped_pods_only_those_and_of_named_gateways_only_these()
    {
        await using TestCluster cluster = await StartAsync();
        await DeployAsync(cluster, "edge", OldKernel);
        await DeployAsync(cluster, "other", OldKernel);
        await DeployAsync(cluster, "well", NewKernel);
        await PodsAsync(cluster, 3, pod => Hangs(pod) || IsReady(pod));
        _session.Run($"{Set} | Wait-IstioReady -Timeout 30").ThrowIfFailed();

        RunResult piped = _session.Run("$cluster | Get-GatewayWorkload -NeedsAction -Name e* | Restart-GatewayWorkload");
        RunResult named = _session.Run($"{Restart} -Name o*, well, none -Namespace ed*");

        Assert.Equal("edge", Assert.Single(piped.ThrowIfFailed().Of<GatewayRestart>()).Deployment);
        Assert.Equal("other", Assert.Single(named.Of<GatewayRestart>()).Deployment);
        Assert.StartsWith("GatewayNotFound", named.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2, Evictions(cluster).Count);
    }

    [Fact]
    public async Task A_budget_that_lets_no_pod_go_is_quoted_and_one_that_does_later_is_waited_for()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run($"{Set} | Wait-IstioReady -Timeout 30").ThrowIfFailed();
        await DeployAsync(cluster, "edge", NewKernel, replicas: 2);
        await PodsAsync(cluster, 2, IsReady);
        await BudgetAsync(cluster, minAvailable: 2);

        RunResult blocked = _session.Run($"{Restart} -All -Timeout 800ms");
        int forbidden = Evictions(cluster).Count;
        Task<RunResult> waiting = _session.RunAsync($"{Restart} -All", TestContext.Current.CancellationToken);
        await UntilAsync(() => Task.FromResult(Evictions(cluster).Count > forbidden));
        await cluster.Api.PatchAsync(
            new ResourceRef(Budgets, "edge", Place),
            PatchKind.Merge,
            JsonNode.Parse("""{"spec":{"minAvailable":1}}""")!,
            new WriteOptions(),
            CancellationToken.None);
        RunResult freed = await waiting.WaitAsync(TimeSpan.FromSeconds(60));

        ErrorRecord error = blocked.OnlyError();
        Assert.StartsWith("RestartBlocked", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceBusy, error.CategoryInfo.Category);
        Assert.Contains("The disruption budget edge needs 2 healthy pods and has 2 currently", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal(GatewayRestartAction.Blocked, Assert.IsType<GatewayRestart>(error.TargetObject).Action);
        Assert.All(Evictions(cluster).Take(forbidden), status => Assert.Equal("429", status));
        IReadOnlyList<GatewayRestart> done = freed.ThrowIfFailed().Of<GatewayRestart>();
        Assert.Equal((2, 2), (done.Count, done.Select(item => item.Pod).Distinct().Count()));
        Assert.Equal(2, Evictions(cluster).Count(status => status == "201"));
    }

    [Fact]
    public async Task The_right_to_evict_is_asked_for_first_and_its_rule_named()
    {
        await using TestCluster cluster = await StartAsync(
            new AccessRule(["get", "list"], ["", "apps"], ["deployments", "pods", "nodes", "events"]),
            new AccessRule(["create"], [""], ["pods"]));
        await DeployAsync(cluster, "edge", OldKernel);
        await PodsAsync(cluster, 1, Hangs);
        _session.Run($"{Set} | Wait-IstioReady -Timeout 30").ThrowIfFailed();
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.KubeconfigFor("restarter")).ThrowIfFailed();

        // No answer is prepared: a question would fail the test.
        RunResult denied = _session.Run($"{Restart} -Confirm");
        RunResult asked = _session.Run($"{Restart} -WhatIf");
        int before = Evictions(cluster).Count;
        cluster.Sandbox.Faults.Add(new FaultRule { Path = "/selfsubjectaccessreviews", Effect = FaultEffect.Status(404) });
        RunResult tried = _session.Run(Restart);

        const string Rule = "Role in namespace edge: - { apiGroups: [\"\"], resources: [\"pods/eviction\"], verbs: [\"create\"] }";
        ErrorRecord error = denied.OnlyError();
        Assert.StartsWith("PermissionDenied", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(Rule, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains(Rule, Assert.Single(asked.ThrowIfFailed().Warnings), StringComparison.Ordinal);
        Assert.Equal(0, before);
        ErrorRecord refused = tried.OnlyError();
        Assert.StartsWith("PermissionDenied", refused.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(Rule, refused.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("/eviction in namespace edge'", refused.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal(["403"], Evictions(cluster));
    }

    [Fact]
    public async Task Who_is_asked_and_says_no_keeps_the_pods()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run($"{Set} | Wait-IstioReady -Timeout 30").ThrowIfFailed();
        await DeployAsync(cluster, "edge", NewKernel);
        await PodsAsync(cluster, 1, IsReady);
        _session.Answers.Enqueue("No");

        RunResult result = _session.Run($"{Restart} -All -Confirm");

        Assert.Empty(result.ThrowIfFailed().Output);
        Assert.Contains("It has one Ready pod: nothing serves between its eviction and its replacement.", result.HostText, StringComparison.Ordinal);
        Assert.Empty(Evictions(cluster));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_waiting_at_once()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run($"{Set} | Wait-IstioReady -Timeout 30").ThrowIfFailed();
        await DeployAsync(cluster, "edge", NewKernel);
        await PodsAsync(cluster, 1, IsReady);
        await BudgetAsync(cluster, minAvailable: 1);

        using CancellationTokenSource ctrlC = new();
        Task<RunResult> running = _session.RunAsync($"{Restart} -All", ctrlC.Token);
        await UntilAsync(() => Task.FromResult(Evictions(cluster).Count > 0));
        long pressed = Stopwatch.GetTimestamp();
        await ctrlC.CancelAsync();
        RunResult result = await running.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(Stopwatch.GetElapsedTime(pressed) < TimeSpan.FromMilliseconds(500), $"It took {Stopwatch.GetElapsedTime(pressed)}");
        Assert.Empty(result.Errors);
    }

    private async Task<TestCluster> StartAsync(params AccessRule[] rules)
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions
        {
            NodeCount = 3,
            OldKernelCount = 1,
            Tokens = rules.Length == 0 ? [] : [new SandboxToken("restarter", rules)],
        });
        Assert.SkipWhen(TestCluster.IsExternal, "Only the embedded cluster has nodes on which the pods of this test could run.");
        await GatewayObjects.NamespaceAsync(cluster);
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }

    /// <summary>Makes a gateway's Deployment as people write it: injected by istiod, here on one node.</summary>
    private static Task<WriteResult> DeployAsync(TestCluster cluster, string name, string node, int replicas = 1) => cluster.Api.CreateAsync(
        ResourceType.Deployment,
        Place,
        JsonNode.Parse($$$"""
        {
          "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "{{{name}}}" },
          "spec": {
            "replicas": {{{replicas}}},
            "selector": { "matchLabels": { "istio": "{{{name}}}" } },
            "template": {
              "metadata": {
                "labels": { "istio": "{{{name}}}", "sidecar.istio.io/inject": "true" },
                "annotations": { "inject.istio.io/templates": "gateway" }
              },
              "spec": {
                "nodeSelector": { "kubernetes.io/hostname": "{{{node}}}" },
                "containers": [ { "name": "istio-proxy", "image": "auto" } ]
              }
            }
          }
        }
        """)!.AsObject(),
        new WriteOptions(),
        CancellationToken.None);

    /// <summary>Makes the gateway's disruption budget, and waits until it has been reckoned.</summary>
    private static async Task BudgetAsync(TestCluster cluster, int minAvailable)
    {
        ResourceRef budget = new(Budgets, "edge", Place);
        await cluster.Api.CreateAsync(
            budget.Type,
            Place,
            JsonNode.Parse($$$"""
            {
              "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": { "name": "edge" },
              "spec": { "minAvailable": {{{minAvailable}}}, "selector": { "matchLabels": { "istio": "edge" } } }
            }
            """)!.AsObject(),
            new WriteOptions(),
            CancellationToken.None);
        await UntilAsync(async () => (await cluster.Api.GetAsync(budget, CancellationToken.None))
            ["status"]?["currentHealthy"]?.GetValue<long>() == minAvailable);
    }

    /// <summary>The pods once there are so many of them and each is as wanted.</summary>
    private static async Task<IReadOnlyList<JsonObject>> PodsAsync(TestCluster cluster, int count, Func<JsonObject, bool> each)
    {
        IReadOnlyList<JsonObject> pods = [];
        await UntilAsync(async () =>
        {
            pods = (await cluster.Api.ListAsync(ResourceType.Pod, Place, ResourceSelection.All, CancellationToken.None)).Items;
            return pods.Count == count && pods.All(each);
        });
        return pods;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }
    }

    private static string Name(JsonObject pod) => pod["metadata"]!["name"]!.GetValue<string>();

    private static bool Hangs(JsonObject pod) =>
        pod["status"]?["containerStatuses"]?[0]?["state"]?["waiting"]?["reason"]?.GetValue<string>() == "ContainerCreating";

    private static bool IsReady(JsonObject pod) => (pod["status"]?["conditions"] as JsonArray ?? [])
        .Any(condition => condition?["type"]?.GetValue<string>() == "Ready" && condition["status"]?.GetValue<string>() == "True");

    /// <summary>What the server answered to the evictions so far.</summary>
    private static IReadOnlyList<string> Evictions(TestCluster cluster) =>
    [
        .. cluster.Sandbox.Requests.All.Where(request => request.Path.EndsWith("/eviction", StringComparison.Ordinal))
            .Select(request => $"{request.StatusCode}"),
    ];
}
