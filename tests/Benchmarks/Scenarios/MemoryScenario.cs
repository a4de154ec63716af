using IstioGateway.Benchmarks.Measuring;
using IstioGateway.Benchmarks.Probes;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;
using IstioGateway.Benchmarks.Servers;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>Memory of 15,000 nodes above an idle engine with the module imported, in fresh processes.</summary>
internal sealed class MemoryScenario : IScenario
{
    private const int Runs = 3;

    public string Name => "memory";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(cancellationToken, ServeMode.Name, "15000");
        string kubeconfig = await folder.WriteAsync("memory", Kubeconfig.Anonymous(server.Answer), cancellationToken);
        return
        [
            await MeasureAsync("streamed", "Get-NodeKernel -Kubeconfig $args[0] | Where-Object Name -eq nobody"),
            await MeasureAsync("all kept in a variable", "$nodes = Get-NodeKernel -Kubeconfig $args[0]"),
        ];

        async Task<Row> MeasureAsync(string how, string script)
        {
            Sample peak = await Sample.TakeAsync(0, Runs, async () =>
                (await ProbeMode.InNewProcessAsync(cancellationToken, ScriptProbe.Name, script, kubeconfig)).PeakMegabytes);
            return Judge.AtMost(
                $"15,000 nodes, peak memory above an idle engine with the module imported, {how}", 40, "MB", peak.Median, peak.Text("MB"));
        }
    }
}
