using System.Diagnostics;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Sandbox.Faults;

namespace IstioGateway.Commands.Tests;

/// <summary>Ctrl+C ends every stage within half a second, and is no error.</summary>
public sealed class CtrlCTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    private readonly PowerShellSession _session = new();

    public void Dispose() => _session.Dispose();

    public static TheoryData<string, string, string> Stages => new()
    {
        { "reading nodes, before the answer", "delay /api/v1/nodes", "$cluster | Get-NodeKernel" },
        { "reading nodes, in the middle of the body", "stall /api/v1/nodes", "$cluster | Get-NodeKernel" },
        { "reading the live template", "stall /configmaps/", "$cluster | New-GatewayTemplatePatch" },
        { "reading the resource", @"delay /istios/default", "$cluster | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}'" },
        { "writing the resource", "patch /istios/default", "$cluster | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}'" },
        { "waiting for Ready", "none", "$cluster | Set-IstioGatewayTemplate -Template 'spec: {containers: [{name: istio-proxy, image: proxy}]}' | Wait-IstioReady" },
        { "waiting while the server hangs", @"delay /istios", "$cluster | Wait-IstioReady" },
        { "retrying an overloaded server", "busy /api/v1/nodes", "$cluster | Get-NodeKernel" },
    };

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task It_ends_the_stage(string stage, string fault, string script)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(new TestClusterOptions { NodeCount = 50 });
        await cluster.PatchIstioAsync("""{"metadata":{"annotations":{"sandbox.istiogateway.dev/failure":"OperatorGone"}}}""");
        _session.Run("$cluster = Connect-IstioCluster -Kubeconfig $args[0]", cluster.Kubeconfig).ThrowIfFailed();
        Break(cluster, fault);
        int before = cluster.Sandbox.Requests.All.Count;

        using CancellationTokenSource ctrlC = new();
        Task<RunResult> running = _session.RunAsync(script, ctrlC.Token);
        await UntilBusyAsync(cluster, before);
        long pressed = Stopwatch.GetTimestamp();
        await ctrlC.CancelAsync();
        RunResult result = await running.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.True(Stopwatch.GetElapsedTime(pressed) < Limit, $"{stage} took {Stopwatch.GetElapsedTime(pressed)}");
        Assert.Empty(result.Errors);
        Assert.True(result.Terminating is null or System.Management.Automation.PipelineStoppedException, $"{result.Terminating}");
    }

    private static void Break(TestCluster cluster, string fault)
    {
        string[] words = fault.Split(' ');
        FaultEffect? effect = words[0] switch
        {
            "delay" or "patch" => FaultEffect.Delay(TimeSpan.FromMinutes(1)),
            "stall" => FaultEffect.StallAfter(200),
            "busy" => FaultEffect.Status(429, retryAfter: TimeSpan.FromMinutes(1)),
            _ => null,
        };
        if (effect is not null)
        {
            cluster.Sandbox.Faults.Add(new FaultRule
            {
                Method = words[0] == "patch" ? "PATCH" : "GET",
                Path = words[1],
                User = "admin",
                Effect = effect,
            });
        }
    }

    /// <summary>Waits until the cmdlet has asked the server and sits there.</summary>
    private static async Task UntilBusyAsync(TestCluster cluster, int before)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        while (!cluster.Sandbox.Requests.All.Skip(before).Any(r => r.UserAgent?.StartsWith("IstioGateway/", StringComparison.Ordinal) == true))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(150), limit.Token);
    }
}
