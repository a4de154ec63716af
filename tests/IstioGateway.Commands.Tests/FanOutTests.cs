using System.Management.Automation;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests;

/// <summary>Many clusters at once.</summary>
public sealed class FanOutTests : IDisposable
{
    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public async Task No_more_clusters_are_worked_on_at_once_than_the_limit_says(int limit)
    {
        await using TestCluster cluster = await StartAsync(9);
        cluster.Sandbox.Faults.Add(new FaultRule { Resource = "nodes", Effect = FaultEffect.Delay(TimeSpan.FromMilliseconds(60)) });
        using CancellationTokenSource stop = new();
        Task<int> watching = Task.Run(() => MostAtOnceAsync(cluster, stop.Token));

        RunResult result = _session.Run($"$clusters | Get-NodeKernel -ThrottleLimit {limit}");
        await stop.CancelAsync();

        Assert.Equal(9 * 2, result.ThrowIfFailed().Of<NodeKernel>().Count);
        Assert.Equal(Math.Min(limit, 9), await watching);
    }

    [Fact]
    public async Task Nodes_of_one_cluster_come_together_so_that_a_table_has_one_heading_for_it()
    {
        await using TestCluster cluster = await StartAsync(12, nodes: 8);

        RunResult result = _session.Run("$clusters | Get-NodeKernel");

        string[] clusters = [.. result.ThrowIfFailed().Of<NodeKernel>().Select(node => node.Cluster!.Name)];
        Assert.Equal(12 * 8, clusters.Length);
        int headings = 1 + clusters.Zip(clusters.Skip(1)).Count(pair => pair.First != pair.Second);
        Assert.InRange(headings, 12, 24); // A response may arrive in two pieces.
    }

    [Fact]
    public async Task One_bar_stands_above_the_lines_of_many_clusters()
    {
        await using TestCluster cluster = await StartAsync(4);

        RunResult result = _session.Run("$clusters | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -DryRun");

        ProgressRecord[] bar = [.. result.ThrowIfFailed().Progress.Where(p => p.Activity == "Set-IstioGatewayTemplate")];
        int id = Assert.Single(bar.Select(p => p.ActivityId).Distinct());
        Assert.All(bar, p => Assert.Equal(-1, p.ParentActivityId));
        Assert.Equal(ProgressRecordType.Completed, bar[^1].RecordType);
        Assert.Equal(("4 of 4 clusters done", 100), (bar[^2].StatusDescription, bar[^2].PercentComplete));
        Assert.Equal(bar.Select(p => p.PercentComplete).SkipLast(1).Order(), bar.Select(p => p.PercentComplete).SkipLast(1));

        IGrouping<int, ProgressRecord>[] lines =
            [.. result.Progress.Where(p => p.Activity == "Setting the template").GroupBy(p => p.ActivityId)];
        Assert.Equal(4, lines.Length);
        Assert.All(lines, line => Assert.Equal((id, ProgressRecordType.Completed), (line.Last().ParentActivityId, line.Last().RecordType)));
    }

    [Fact]
    public async Task A_single_cluster_has_its_own_line_and_no_bar_above_it()
    {
        await using TestCluster cluster = await StartAsync(1);

        RunResult result = _session.Run("$clusters | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' -DryRun");

        Assert.NotEmpty(result.ThrowIfFailed().Progress);
        Assert.All(result.Progress, p => Assert.Equal(("Setting the template", -1), (p.Activity, p.ParentActivityId)));
    }

    /// <summary>A cluster that is known by many names.</summary>
    private async Task<TestCluster> StartAsync(int count, int nodes = 2)
    {
        TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { RunControllers = false, NodeCount = nodes });
        _session.Run(
            $"$clusters = foreach ($i in 1..{count}) {{ Connect-IstioCluster -Server $args[0] -Token $args[1] -Name \"c$i\" }}",
            cluster.Sandbox.Server,
            cluster.Sandbox.TokenOf("admin")).ThrowIfFailed();
        return cluster;
    }

    private static async Task<int> MostAtOnceAsync(TestCluster cluster, CancellationToken stop)
    {
        int most = 0;
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, cluster.Sandbox.Requests.All.Count(r => r.Resource == "nodes" && !r.IsCompleted));
            await Task.Delay(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }

        return most;
    }
}
