using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests;

/// <summary>The main street: Get-NodeKernel | New-GatewayTemplatePatch | Set-IstioGatewayTemplate | Wait-IstioReady.</summary>
public sealed class PipelineTests : IDisposable
{
    private const string Pipeline = "Get-NodeKernel | New-GatewayTemplatePatch -WarningAction SilentlyContinue";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task The_pipeline_sets_the_template_and_waits_until_it_is_ready()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate -OutVariable change | Wait-IstioReady; $change");

        IstioStatus status = Assert.Single(result.ThrowIfFailed().Of<IstioStatus>());
        IstioTemplateChange change = Assert.Single(result.Of<IstioTemplateChange>());
        Assert.True(status.Ready);
        Assert.True(status.ObservedGeneration >= change.Generation);
        Assert.True(change.Changed);
        Assert.Contains("-    - name: net.ipv4.ip_unprivileged_port_start", change.Diff, StringComparison.Ordinal);
        Assert.Contains("+    sysctls: []", change.Diff, StringComparison.Ordinal);
        Assert.Contains("    sysctls: []", await cluster.OverrideAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_run_writes_nothing_and_says_so()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate | Wait-IstioReady").ThrowIfFailed();
        await WaitForConfigMapAsync(cluster, text => text.Contains("sysctls: []", StringComparison.Ordinal));
        JsonObject before = await cluster.IstioAsync();

        RunResult result = _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate -Verbose | ForEach-Object {{ $_ }}");

        Assert.False(Assert.Single(result.ThrowIfFailed().Of<IstioTemplateChange>()).Changed);
        Assert.Contains(result.Verbose, v => v.Contains("nothing was written", StringComparison.Ordinal));
        JsonObject after = await cluster.IstioAsync();
        Assert.Equal(Version(before), Version(after));
    }

    [Fact]
    public async Task Another_template_and_other_values_survive_untouched()
    {
        await using TestCluster cluster = await StartAsync();
        JsonNode before = (await cluster.IstioAsync())["spec"]!;

        _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate").ThrowIfFailed();
        JsonNode changed = (await cluster.IstioAsync())["spec"]!;
        _session.Run("$cluster | Remove-IstioGatewayTemplate").ThrowIfFailed();

        Assert.Equal("metadata:\n  labels:\n    hello: world\n", Templates(changed)["custom"]!.GetValue<string>());
        Assert.Equal("true", changed["values"]!["pilot"]!["env"]!["PILOT_ENABLE_STATUS"]!.GetValue<string>());
        Assert.Equal(["custom", "gateway"], Templates(changed).Select(t => t.Key).Order(StringComparer.Ordinal));
        Assert.True(JsonNode.DeepEquals(before, (await cluster.IstioAsync())["spec"]));
    }

    [Fact]
    public async Task WhatIf_shows_the_difference_and_sends_no_write()
    {
        await using TestCluster cluster = await StartAsync();
        JsonObject before = await cluster.IstioAsync();

        RunResult result = _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate -WhatIf | Wait-IstioReady");

        Assert.Empty(result.ThrowIfFailed().Output);
        Assert.Contains("What if:", result.HostText, StringComparison.Ordinal);
        Assert.Contains("+    sysctls: []", result.HostText, StringComparison.Ordinal);
        Assert.Equal(Version(before), Version(await cluster.IstioAsync()));
        if (!TestCluster.IsExternal)
        {
            Assert.DoesNotContain(cluster.Sandbox.Requests.All, r => r.Method != "GET" && r.Resource != "selfsubjectaccessreviews" && IsModule(r));
        }
    }

    [Fact]
    public async Task DryRun_asks_the_server_and_stores_nothing()
    {
        await using TestCluster cluster = await StartAsync();
        JsonObject before = await cluster.IstioAsync();

        RunResult result = _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate -DryRun");

        IstioTemplateChange change = Assert.Single(result.ThrowIfFailed().Of<IstioTemplateChange>());
        Assert.True(change is { Changed: true, DryRun: true });
        Assert.Equal(Version(before), Version(await cluster.IstioAsync()));
    }

    [Theory]
    [InlineData("Yes", true)]
    [InlineData("No", false)]
    public async Task Confirm_shows_the_difference_and_does_as_told(string answer, bool changed)
    {
        await using TestCluster cluster = await StartAsync();
        _session.Answers.Enqueue(answer);

        RunResult result = _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate -Confirm");

        Assert.Contains("+    sysctls: []", result.ThrowIfFailed().HostText, StringComparison.Ordinal);
        Assert.Equal(changed ? 1 : 0, result.Output.Count);
        Assert.Equal(changed, await cluster.OverrideAsync() is not null);
    }

    [Fact]
    public async Task Nothing_is_patched_where_no_node_needs_it_and_it_says_why()
    {
        await using TestCluster cluster = await StartAsync(new TestClusterOptions { OldKernelCount = 0 });

        RunResult result = _session.Run("$cluster | Get-NodeKernel | New-GatewayTemplatePatch -Verbose | Set-IstioGatewayTemplate | Wait-IstioReady");

        Assert.Empty(result.ThrowIfFailed().Output);
        Assert.Contains(result.Verbose, v => v.Contains("None of 5 node(s) needs the changed template", StringComparison.Ordinal));
        Assert.Null(await cluster.OverrideAsync());
        Assert.Single(_session.Run("$cluster | Get-NodeKernel | New-GatewayTemplatePatch -Force -WarningAction Ignore").ThrowIfFailed().Output);
    }

    [Fact]
    public async Task Two_clusters_are_done_in_one_pipeline()
    {
        Assert.SkipWhen(TestCluster.IsExternal, "It takes two clusters.");
        await using TestCluster first = await TestCluster.StartAsync(new TestClusterOptions { Name = "one" });
        await using TestCluster second = await TestCluster.StartAsync(new TestClusterOptions { Name = "two" });
        _session.Run(
            "$clusters = $args | ForEach-Object { Connect-IstioCluster -Kubeconfig $_ }", first.Kubeconfig, second.Kubeconfig).ThrowIfFailed();

        RunResult result = _session.Run($"$clusters | {Pipeline} | Set-IstioGatewayTemplate | Wait-IstioReady");

        Assert.Equal(["one", "two"], result.ThrowIfFailed().Of<IstioStatus>().Select(s => s.Cluster!.Name).Order(StringComparer.Ordinal));
        Assert.NotNull(await first.OverrideAsync());
        Assert.NotNull(await second.OverrideAsync());
    }

    [Fact]
    public async Task One_unreachable_cluster_is_one_error_while_the_other_is_done()
    {
        await using TestCluster good = await TestCluster.StartAsync();
        string unreachable = good.File("unreachable");
        await File.WriteAllTextAsync(unreachable, Kubeconfigs.For("https://127.0.0.1:9", "gone"));
        _session.Run("$clusters = $args | ForEach-Object { Connect-IstioCluster -Kubeconfig $_ }", good.Kubeconfig, unreachable).ThrowIfFailed();

        RunResult result = _session.Run($"$clusters | {Pipeline} | Set-IstioGatewayTemplate | Wait-IstioReady");

        Assert.Single(result.Of<IstioStatus>());
        Assert.StartsWith("ClusterUnreachable", result.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("gone", Assert.IsType<IstioCluster>(result.OnlyError().TargetObject).Name);
    }

    [Fact]
    public async Task The_undo_brings_back_the_default_and_is_idempotent()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate | Wait-IstioReady").ThrowIfFailed();

        RunResult result = _session.Run("$cluster | Remove-IstioGatewayTemplate; $cluster | Remove-IstioGatewayTemplate");

        Assert.Equal([true, false], result.ThrowIfFailed().Of<IstioTemplateChange>().Select(c => c.Changed));
        Assert.Null(await cluster.OverrideAsync());
        await WaitForConfigMapAsync(cluster, text => text.Contains("ip_unprivileged_port_start", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_holds_the_text_as_it_was()
    {
        await using TestCluster cluster = await StartAsync();
        _session.Run("$cluster | Set-IstioGatewayTemplate -Template $args[0]", "spec:\n  hostIPC: false\n  containers:\n  - name: istio-proxy\n    image: proxy").ThrowIfFailed();

        IstioTemplateChange change = Assert.Single(_session.Run(
            "$cluster | Set-IstioGatewayTemplate -Template $args[0] -BackupPath $args[1]", "spec:\n  hostIPC: true\n  containers:\n  - name: istio-proxy\n    image: proxy", cluster.File("backup"))
            .ThrowIfFailed().Of<IstioTemplateChange>());

        JsonNode backup = JsonNode.Parse(await File.ReadAllTextAsync(change.BackupPath!))!;
        Assert.Equal("spec:\n  hostIPC: false\n  containers:\n  - name: istio-proxy\n    image: proxy", backup["template"]!.GetValue<string>());
        Assert.Equal(change.PreviousSha256, backup["sha256"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_documented_text_on_another_version_warns_what_it_loses_and_the_live_one_does_not()
    {
        await using TestCluster cluster = await StartAsync(new TestClusterOptions { Istio = TestClusterOptions.DefaultIstio("v1.28.0") });

        RunResult documented = _session.Run(
            "$cluster | New-GatewayTemplatePatch -Base Documented -WarningAction Ignore | Set-IstioGatewayTemplate -DryRun");
        RunResult live = _session.Run("$cluster | New-GatewayTemplatePatch -WarningAction Ignore | Set-IstioGatewayTemplate -DryRun");

        Assert.Contains("bootstrapOverride", Assert.Single(documented.ThrowIfFailed().Warnings), StringComparison.Ordinal);
        Assert.Empty(live.ThrowIfFailed().Warnings);
    }

    [Fact]
    public async Task Progress_tells_the_stage_and_is_completed_at_the_end()
    {
        await using TestCluster cluster = await StartAsync();

        RunResult result = _session.Run($"$cluster | {Pipeline} | Set-IstioGatewayTemplate | Wait-IstioReady");

        Assert.Contains(result.Progress, p => p.Activity == "Waiting for Istio" && p.StatusDescription.Contains("Ready", StringComparison.Ordinal));
        foreach (IGrouping<int, System.Management.Automation.ProgressRecord> line in result.Progress.GroupBy(p => p.ActivityId))
        {
            Assert.Equal(System.Management.Automation.ProgressRecordType.Completed, line.Last().RecordType);
        }
    }

    [Fact]
    public async Task Select_First_stops_the_listing_and_leaves_no_error()
    {
        Assert.SkipWhen(TestCluster.IsExternal, "It makes thousands of nodes.");
        await using TestCluster cluster = await StartAsync(new TestClusterOptions { NodeCount = 3000, RunControllers = false });

        // Select-Object is not in Core; a function that breaks out of the pipeline in the same way stands in for it.
        RunResult result = _session.Run("foreach ($i in 1) { $cluster | Get-NodeKernel | ForEach-Object { $_; break } }");

        Assert.Single(result.ThrowIfFailed().Of<NodeKernel>());
    }

    private static bool IsModule(Sandbox.RequestRecord request) => request.UserAgent?.StartsWith("IstioGateway/", StringComparison.Ordinal) == true;

    private static string Version(JsonObject istio) => istio["metadata"]!["generation"]!.ToJsonString();

    private static JsonObject Templates(JsonNode spec) => spec["values"]!["sidecarInjectorWebhook"]!["templates"]!.AsObject();

    private static async Task WaitForConfigMapAsync(TestCluster cluster, Func<string, bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        ResourceRef configMap = new(ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system");
        while (!condition((await cluster.Api.GetAsync(configMap, limit.Token))["data"]!["config"]!.GetValue<string>()))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    private async Task<TestCluster> StartAsync(TestClusterOptions? options = null)
    {
        TestCluster cluster = await TestCluster.StartAsync(options);
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }
}
