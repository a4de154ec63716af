using System.Diagnostics;
using IstioGateway.Benchmarks.Engine;

namespace IstioGateway.Benchmarks.Probes;

/// <summary>How long a new process takes until its engine is idle, with or without a module.</summary>
internal static class EngineProbe
{
    public const string Name = "engine";

    public static async Task<ProbeResult> RunAsync(string? module, long started, CancellationToken cancellationToken)
    {
        using Shell shell = await Shell.OpenAsync(module, cancellationToken);
        return new ProbeResult { First = Stopwatch.GetElapsedTime(started).TotalMilliseconds };
    }
}
