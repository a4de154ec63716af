using System.Diagnostics;
using IstioGateway.Benchmarks.Engine;

namespace IstioGateway.Benchmarks.Probes;

/// <summary>How long a new process takes until its engine is idle, with or without the module.</summary>
internal static class EngineProbe
{
    public const string WithoutModule = "engine";
    public const string WithModule = "import";

    public static async Task<ProbeResult> RunAsync(bool import, long started, CancellationToken cancellationToken)
    {
        using Shell shell = await Shell.OpenAsync(import, cancellationToken);
        return new ProbeResult { First = Stopwatch.GetElapsedTime(started).TotalMilliseconds };
    }
}
