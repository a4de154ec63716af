using System.Globalization;
using IstioGateway.Benchmarks.Engine;
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
        string empty = await folder.WriteAsync("empty.psd1", "@{ ModuleVersion = '1.0' }", cancellationToken);
        IReadOnlyList<Sample> starts = await Sample.TakeInTurnAsync(
            1, Runs, () => EngineAsync(), () => EngineAsync(empty), () => EngineAsync(Shell.Manifest));
        double import = starts[2].Median - starts[0].Median;
        double nothing = starts[1].Median - starts[0].Median;

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
                string.Create(CultureInfo.InvariantCulture, $"{import:N0} ms ({starts[2].Median:N0} - {starts[0].Median:N0})")),
            Judge.State(
                "- of it PowerShell's own: the first import in a process, of an empty manifest",
                string.Create(CultureInfo.InvariantCulture, $"{nothing:N0} ms; so the module itself {import - nothing:N0} ms")),
            Judge.AtMost(
                "first call in a new process (kubeconfig, client, first request) above the request itself, 5 nodes",
                150,
                "ms",
                above,
                string.Create(CultureInfo.InvariantCulture, $"{above:N0} ms ({calls[0].Median:N0} - {calls[1].Median:N1} of curl)")),
        ];

        async Task<double> EngineAsync(params string[] module) =>
            (await ProbeMode.InNewProcessAsync(cancellationToken, [EngineProbe.Name, .. module])).First;
    }
}
