using IstioGateway.Benchmarks.Processes;
using IstioGateway.Benchmarks.Report;

namespace IstioGateway.Benchmarks.Scenarios;

/// <summary>A few figures that belong together and share their servers.</summary>
internal interface IScenario
{
    /// <summary>One word, to run it alone.</summary>
    string Name { get; }

    /// <summary>Measures them.</summary>
    Task<IReadOnlyList<Row>> RunAsync(TemporaryFolder folder, CancellationToken cancellationToken);
}
