using IstioGateway.Benchmarks.Engine;
using IstioGateway.Benchmarks.Measuring;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;
using IstioGateway.Benchmarks.Servers;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>The documented procedure on a hundred clusters at once.</summary>
internal sealed class FleetScenario : IScenario
{
    private const int Runs = 3;
    private const int Clusters = 100;

    private const string Procedure =
        "Get-NodeKernel -Kubeconfig $args[0] -Context * | New-GatewayTemplatePatch -WarningAction Ignore"
        + " | Set-IstioGatewayTemplate -WarningAction Ignore | Wait-IstioReady";

    private const string Undo = "Remove-IstioGatewayTemplate -Kubeconfig $args[0] -Context * | Wait-IstioReady";

    public string Name => "fleet";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(
            cancellationToken, FleetMode.Name, folder.File("fleet"), $"{Clusters}", "50");
        using Shell shell = await Shell.WithModuleAsync(cancellationToken);
        Sample time = await Sample.TakeAsync(1, Runs, async () =>
        {
            ShellRun run = await shell.RunAsync(Procedure, cancellationToken, server.Answer);
            await shell.RunAsync(Undo, cancellationToken, server.Answer);
            return run.Output.Count == Clusters
                ? run.Milliseconds / 1000
                : throw new InvalidOperationException($"{run.Output.Count} of {Clusters} clusters became Ready.");
        });
        return
        [
            Judge.AtMost($"{Clusters} clusters with 50 ms latency each, whole pipeline", 3, "s", time.Median, time.Text("s", "N1")),
        ];
    }
}
