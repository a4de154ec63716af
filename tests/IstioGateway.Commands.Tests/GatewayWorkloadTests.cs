using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox;

namespace IstioGateway.Commands.Tests;

/// <summary>Get-GatewayWorkload: the table of the day of the incident.</summary>
public sealed class GatewayWorkloadTests : IDisposable
{
    private const string Get = "$cluster | Get-GatewayWorkload";

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task Of_each_gateway_it_says_where_it_is_whether_it_starts_and_what_to_do()
    {
        await using TestCluster cluster = await StartAsync();
        (string old, string @new) = await NodesAsync(cluster);
        await GatewayObjects.DeployAsync(cluster, "cured", sysctl: false);
        await GatewayObjects.SandboxFailedAsync(cluster, await GatewayObjects.PodAsync(cluster, "cured", "cured-6c-a", old, sysctl: true, ready: false));
        await GatewayObjects.PodAsync(cluster, "cured", "cured-6c-b", @new, sysctl: true, ready: true);
        await GatewayObjects.DeployAsync(cluster, "sick", sysctl: true);
        await GatewayObjects.PodAsync(cluster, "sick", "sick-6c-a", old, sysctl: true, ready: false);
        await GatewayObjects.DeployAsync(cluster, "empty", sysctl: false);

        RunResult all = _session.Run(Get);
        RunResult needing = _session.Run($"{Get} -NeedsAction -Name c*, sick -Namespace ed*");

        IReadOnlyList<GatewayWorkloadStatus> seen = all.ThrowIfFailed().Of<GatewayWorkloadStatus>();
        Assert.Equal(
            ["cured-6c-a Recreate False", "cured-6c-b None True", " Investigate ", "sick-6c-a SetTemplate False"],
            seen.Select(item => $"{item.Pod} {item.Action} {item.CanStart}"));
        Assert.All(seen, item => Assert.Equal("sandbox", item.Cluster!.Name));
        Assert.Contains("FailedCreatePodSandBox: Failed to create pod sandbox", seen[0].Reason, StringComparison.Ordinal);
        Assert.Equal((old, "default", "gateway", "Pending"), (seen[0].Node, seen[0].Revision, seen[0].Template, seen[0].Phase));
        Assert.Equal("empty", seen[2].Deployment);
        Assert.Empty(all.Warnings);
        Assert.Equal(["cured-6c-a", "sick-6c-a"], needing.ThrowIfFailed().Of<GatewayWorkloadStatus>().Select(item => item.Pod));
    }

    [Fact]
    public async Task The_table_fits_into_a_hundred_columns_and_names_the_cluster_once()
    {
        await using TestCluster cluster = await StartAsync();
        (string old, _) = await NodesAsync(cluster);
        await GatewayObjects.DeployAsync(cluster, "istio-ingressgateway", sysctl: false);
        await GatewayObjects.PodAsync(cluster, "istio-ingressgateway", "istio-ingressgateway-6c-a", old, sysctl: true, ready: false);

        string table = _session.Run($"{Get} | Out-Host").ThrowIfFailed().HostText.ReplaceLineEndings("\n");

        Assert.All(table.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
        Assert.Contains("   Cluster: sandbox", table, StringComparison.Ordinal);
        Assert.Matches(@"Namespace +Pod +Kernel +Sysctl +Ready +Start +Below1024 +Action", table);
        Assert.Matches(@"edge +istio-ingressgateway-6c-a +3\.10\.0 +yes +no +no +- +Recreate", table);
    }

    [Fact]
    public async Task A_name_that_is_no_gateways_is_one_error_and_the_others_are_shown()
    {
        await using TestCluster cluster = await StartAsync();
        await GatewayObjects.DeployAsync(cluster, "gw", sysctl: false);

        RunResult result = _session.Run($"{Get} -Name missing, gw, nothing-*");

        ErrorRecord error = result.OnlyError();
        Assert.StartsWith("GatewayNotFound", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal((ErrorCategory.ObjectNotFound, "missing"), (error.CategoryInfo.Category, error.TargetObject));
        Assert.Equal("gw", Assert.Single(result.Of<GatewayWorkloadStatus>()).Deployment);
    }

    [Theory]
    [InlineData("Get-GatewayWorkload -Name a/b")]
    [InlineData("Get-GatewayWorkload -Namespace Edge_1")]
    public void A_name_that_cannot_be_one_is_refused_before_anything_is_asked(string command) =>
        Assert.StartsWith("InvalidName", _session.Run(command).OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public async Task Rights_in_one_namespace_are_enough_for_it_and_what_else_is_missing_is_a_warning_with_its_rule()
    {
        await using TestCluster cluster = await StartAsync();
        (string old, _) = await NodesAsync(cluster);
        await GatewayObjects.DeployAsync(cluster, "gw", sysctl: false);
        await GatewayObjects.SandboxFailedAsync(cluster, await GatewayObjects.PodAsync(cluster, "gw", "gw-6c-a", old, sysctl: true, ready: false));
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.KubeconfigFor("edge-reader")).ThrowIfFailed();

        RunResult here = _session.Run($"{Get} -Namespace edge");
        RunResult everywhere = _session.Run(Get);

        GatewayWorkloadStatus seen = Assert.Single(here.ThrowIfFailed().Of<GatewayWorkloadStatus>());
        Assert.Equal(("", GatewayWorkloadAction.None), (seen.KernelVersion, seen.Action));
        Assert.Null(seen.CanStart);
        Assert.Contains(here.Warnings, text => text.Contains("resources: [\"nodes\"], verbs: [\"list\"]", StringComparison.Ordinal)
            || text.Contains("resources: [\"nodes\"], verbs: [\"get\"]", StringComparison.Ordinal));
        Assert.Contains(here.Warnings, text => text.Contains("Role in namespace edge: - { apiGroups: [\"\"], resources: [\"events\"], verbs: [\"list\"] }", StringComparison.Ordinal));
        Assert.StartsWith("PermissionDenied", everywhere.OnlyError().FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(
            "ClusterRole: - { apiGroups: [\"apps\"], resources: [\"deployments\"], verbs: [\"list\"] }",
            everywhere.OnlyError().ErrorDetails.RecommendedAction,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_cluster_is_looked_at_once_however_many_of_its_objects_are_piped()
    {
        await using TestCluster cluster = await StartAsync();
        await GatewayObjects.DeployAsync(cluster, "gw", sysctl: false);

        Assert.Single(_session.Run("$cluster | Get-NodeKernel | Get-GatewayWorkload").ThrowIfFailed().Output);
    }

    private static async Task<(string Old, string New)> NodesAsync(TestCluster cluster)
    {
        IReadOnlyList<JsonObject> nodes = (await cluster.Api.ListAsync(ResourceType.Node, null, ResourceSelection.All, CancellationToken.None)).Items;
        string Named(Func<string, bool> kernel) => nodes
            .First(node => kernel(node["status"]!["nodeInfo"]!["kernelVersion"]!.GetValue<string>()))["metadata"]!["name"]!.GetValue<string>();
        return (Named(kernel => kernel.StartsWith("3.10.", StringComparison.Ordinal)), Named(kernel => kernel.StartsWith("5.", StringComparison.Ordinal)));
    }

    private async Task<TestCluster> StartAsync()
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions
        {
            RunControllers = false,
            Tokens =
            [
                new SandboxToken(
                    "edge-reader",
                    [
                        new AccessRule(["list"], ["apps"], ["deployments"]) { Namespace = GatewayObjects.Place },
                        new AccessRule(["list"], [""], ["pods"]) { Namespace = GatewayObjects.Place },
                    ]),
            ],
        });
        Assert.SkipWhen(TestCluster.IsExternal, "Controllers of a real cluster would take the pods for theirs.");
        await GatewayObjects.NamespaceAsync(cluster);
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        return cluster;
    }
}
