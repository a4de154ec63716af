using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>Publish-GatewayManifest -Wait: a gateway that starts, and what is said of one that does not.</summary>
public sealed class PublishWaitTests : IDisposable
{
    private const string Edge = "$cluster | New-GatewayManifest -Name edge -Namespace istio-ingress -Port 8080 -SkipRbac -ServiceAccount default";
    private const string Publish = " | Publish-GatewayManifest -CreateNamespace -Wait ";

    private static readonly ResourceRef Deployment = new(ResourceType.Deployment, "edge", "istio-ingress");

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task On_new_kernels_it_ends_when_the_pods_are_available()
    {
        await using TestCluster cluster = await StartAsync(oldKernels: 0);

        RunResult result = _session.Run(Edge + " -Replicas 2" + Publish + "-Verbose");

        Assert.Equal(3, result.ThrowIfFailed().Of<PublishedManifest>().Count);
        Assert.Contains(result.Verbose, text => text.Contains("Deployment istio-ingress/edge is ready: 2 of 2 pod(s) are available.", StringComparison.Ordinal));
        Assert.All(
            _session.Run("$cluster | Get-GatewayWorkload").ThrowIfFailed().Of<GatewayWorkloadStatus>(),
            pod => Assert.True(pod is { Ready: true, Injected: true }));
    }

    [Fact]
    public async Task On_old_kernels_it_ends_at_once_with_the_pods_own_event_and_the_cure_which_helps()
    {
        await using TestCluster cluster = await StartAsync(oldKernels: 2);

        long started = Stopwatch.GetTimestamp();
        RunResult sick = _session.Run(Edge + Publish + "-Timeout 50s");
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        _session.Run("$cluster | New-GatewayTemplatePatch -WarningAction Ignore | Set-IstioGatewayTemplate | Wait-IstioReady").ThrowIfFailed();
        RunResult stillSick = _session.Run(Edge + Publish + "-Timeout 50s");
        RunResult cured = _session.Run(Edge + " | ForEach-Object { if ($_.Kind -eq 'Deployment') { $_.Object.spec.template.metadata.annotations.psobject.Properties.Add([psnoteproperty]::new('again', 'yes')) }; $_ }" + Publish);

        ErrorRecord error = sick.OnlyError();
        Assert.True(took < TimeSpan.FromSeconds(40), $"It took {took}.");
        Assert.StartsWith("SysctlNotKnown", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("FailedCreatePodSandBox: Failed to create pod sandbox", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("open /proc/sys/net/ipv4/ip_unprivileged_port_start: no such file or directory", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("is older than 4.11", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Set-IstioGatewayTemplate", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Restart-GatewayWorkload edge -Namespace istio-ingress", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("Deployment", ((PublishedManifest)error.TargetObject).Kind);
        Assert.All(stillSick.Of<PublishedManifest>(), item => Assert.Equal(PublishAction.Unchanged, item.Action));
        Assert.StartsWith("A pod made now gets no sysctl", stillSick.OnlyError().ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(PublishAction.Configured, cured.ThrowIfFailed().Of<PublishedManifest>().Single(item => item.Kind == "Deployment").Action);
    }

    [Fact]
    public async Task A_pod_that_was_not_injected_ends_it_at_once()
    {
        await using TestCluster cluster = await StartAsync(oldKernels: 0);

        RunResult result = _session.Run(Edge + " -Revision none" + Publish + "-SkipInjectionCheck -Timeout 50s");

        Assert.StartsWith("GatewayNotInjected", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidResult, result.OnlyError().CategoryInfo.Category);
        Assert.Contains("It was not injected", result.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Contains("Test-GatewayInjection -Namespace istio-ingress", result.OnlyError().ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{apiVersion: v1, kind: ResourceQuota, metadata: {name: none, namespace: istio-ingress}, spec: {hard: {pods: 0}}}", "", "exceeded quota: none")]
    [InlineData("{apiVersion: v1, kind: Namespace, metadata: {name: istio-ingress, labels: {pod-security.kubernetes.io/enforce: restricted}}}", "-PrivilegedPort Root -WarningAction Ignore", "violates PodSecurity")]
    public async Task Pods_that_are_refused_are_told_in_the_servers_words(string yaml, string arguments, string words)
    {
        await using TestCluster cluster = await StartAsync(oldKernels: 0);
        await GatewayObjects.NamespaceAsync(cluster, "istio-ingress");
        _session.Run("Publish-GatewayManifest -Manifest $args[0] -Cluster $cluster -Force", yaml).ThrowIfFailed();
        string make = Edge.Replace("-Port 8080", "-Port 80", StringComparison.Ordinal) + " " + arguments;
        _session.Run(make + " | Publish-GatewayManifest -WarningAction Ignore").ThrowIfFailed();
        await UntilAsync(cluster, deployment => deployment["status"]?["conditions"]?.AsArray().Any(condition => condition!["type"]!.GetValue<string>() == "ReplicaFailure") == true);

        RunResult result = _session.Run(make + Publish + "-Timeout 1s");

        Assert.StartsWith("GatewayNotReady", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.OperationTimeout, result.OnlyError().CategoryInfo.Category);
        Assert.Contains("was not ready within 1s: ", result.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Contains("Pods are refused: ", result.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Contains(words, result.OnlyError().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_for_which_there_is_no_node_is_told_when_time_is_up()
    {
        await using TestCluster cluster = await StartAsync(oldKernels: 0);
        const string Nowhere = Edge + " -NodeSelector @{ pool = 'none' }";
        _session.Run(Nowhere + " | Publish-GatewayManifest -CreateNamespace").ThrowIfFailed();
        await UntilAsync(cluster, deployment => deployment["status"]?["updatedReplicas"]?.GetValue<int>() == 1);

        RunResult result = _session.Run(Nowhere + Publish + "-Timeout 1s");

        Assert.StartsWith("GatewayNotReady", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("0 of 1 pod(s) are available.", result.OnlyError().ToString(), StringComparison.Ordinal);
        Assert.Contains("nodes are available", result.OnlyError().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_and_what_was_applied_stays()
    {
        await using TestCluster cluster = await StartAsync(oldKernels: 0);
        const string Nowhere = Edge + " -NodeSelector @{ pool = 'none' }";
        using CancellationTokenSource ctrlC = new();

        Task<RunResult> running = _session.RunAsync(Nowhere + Publish, ctrlC.Token);
        await UntilAsync(cluster, deployment => deployment["status"]?["updatedReplicas"]?.GetValue<int>() == 1);
        long pressed = Stopwatch.GetTimestamp();
        await ctrlC.CancelAsync();
        RunResult result = await running.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(Stopwatch.GetElapsedTime(pressed) < TimeSpan.FromSeconds(2), $"It took {Stopwatch.GetElapsedTime(pressed)}.");
        Assert.Empty(result.Errors);
        Assert.True(result.Terminating is null or PipelineStoppedException, $"{result.Terminating}");
        Assert.Equal("edge", (await cluster.Api.GetAsync(Deployment, TestContext.Current.CancellationToken))["metadata"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Time_that_runs_out_while_applying_is_told_of_the_object_and_the_rest_is_skipped()
    {
        await using TestCluster cluster = await StartAsync(oldKernels: 0);
        await GatewayObjects.NamespaceAsync(cluster, "istio-ingress");
        cluster.Sandbox.Faults.Add(new Sandbox.Faults.FaultRule { Method = "PATCH", User = "admin", Effect = Sandbox.Faults.FaultEffect.Delay(TimeSpan.FromMinutes(1)), Path = "/serviceaccounts/" });

        RunResult result = _session.Run(
            "'{apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}', '{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}' | Publish-GatewayManifest -Cluster $cluster -Timeout 1s");

        Assert.StartsWith("OperationTimedOut", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["a Failed", "b Skipped"], result.Of<PublishedManifest>().Select(item => $"{item.Name} {item.Action}"));
    }

    private static async Task UntilAsync(TestCluster cluster, Func<JsonObject, bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                if (condition(await cluster.Api.GetAsync(Deployment, limit.Token)))
                {
                    return;
                }
            }
            catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.ResourceNotFound)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    private async Task<TestCluster> StartAsync(int oldKernels)
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { NodeCount = 2, OldKernelCount = oldKernels });
        Assert.SkipWhen(TestCluster.IsExternal, "A real cluster has no simulated kubelets.");
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }
}
