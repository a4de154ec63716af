using System.Globalization;
using IstioGateway.Benchmarks.Measuring;
using IstioGateway.Benchmarks.Probes;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;
using IstioGateway.Benchmarks.Servers;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>What a new process pays: the import, and the first call.</summary>
internal sealed class StartScenario : IScenario
{
    private const int Runs = 7;
    private const string Call = "$null = Get-NodeKernel -Kubeconfig $args[0]";

    public string Name => "start";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        IReadOnlyList<Sample> starts = await Sample.TakeInTurnAsync(
            1, Runs, () => EngineAsync(EngineProbe.WithoutModule), () => EngineAsync(EngineProbe.WithModule));
        double import = starts[1].Median - starts[0].Median;

        await using ServerProcess server = await ServerProcess.StartAsync(cancellationToken, ServeMode.Name, "5");
        string kubeconfig = await folder.WriteAsync("start", Kubeconfig.Anonymous(server.Answer), cancellationToken);
        IReadOnlyList<string> pages = await NodeTable.PagesAsync(server.Answer, cancellationToken);
        IReadOnlyList<Sample> calls = await Sample.TakeInTurnAsync(
            1,
            Runs,
            async () => (await ProbeMode.InNewProcessAsync(cancellationToken, ScriptProbe.Name, Call, kubeconfig)).First,
            () => Curl.TimeAsync(pages, NodeTable.Accept, cancellationToken));
        double above = calls[0].Median - calls[1].Median;
        return
        [
            Judge.AtMost(
                "`Import-Module` above an engine without it, new process",
                100,
                "ms",
                import,
                string.Create(CultureInfo.InvariantCulture, $"{import:N0} ms ({starts[1].Median:N0} - {starts[0].Median:N0})")),
            Judge.AtMost(
                "first call in a new process (kubeconfig, client, first request) above the request itself, 5 nodes",
                150,
                "ms",
                above,
                string.Create(CultureInfo.InvariantCulture, $"{above:N0} ms ({calls[0].Median:N0} - {calls[1].Median:N1} of curl)")),
        ];

        async Task<double> EngineAsync(string probe) => (await ProbeMode.InNewProcessAsync(cancellationToken, probe)).First;
    }
}
