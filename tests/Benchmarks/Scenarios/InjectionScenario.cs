using System.Globalization;
using IstioGateway.Benchmarks.Measuring;
using IstioGateway.Benchmarks.Probes;
using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>What it costs to work out what istiod would inject.</summary>
internal sealed class InjectionScenario : IScenario
{
    private const int Processes = 7;
    private const string What = "parse, render and merge the documented template";

    public string Name => "injection";

    public async Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken)
    {
        List<ProbeResult> results = [];
        for (int i = 0; i < Processes; i++)
        {
            results.Add(await ProbeMode.InNewProcessAsync(cancellationToken, InjectionProbe.Name));
        }

        Sample warm = new(results.Select(result => result.Again));
        Sample cold = new(results.Select(result => result.First));
        Sample warmWithInputs = new(results.Select(result => result.AgainWithInputs));
        Sample coldWithInputs = new(results.Select(result => result.FirstWithInputs));
        return
        [
            Judge.AtMost($"{What}, warm", 1, "ms", warm.Median, warm.Text("ms", "N2")),
            Judge.State(
                "- the Go engine with its JSON in and out, as stated where the goal was set; not measured here",
                string.Create(CultureInfo.InvariantCulture, $"{1.6:N1} ms")),
            Judge.State("- with reading the values and the pod before", warmWithInputs.Text("ms", "N2")),
            Judge.AtMost($"{What}, the first time in a new process", 60, "ms", cold.Median, cold.Text("ms")),
            Judge.State("- with reading the values and the pod before", coldWithInputs.Text("ms")),
        ];
    }
}
