using System.Diagnostics;
using System.Management.Automation;

namespace IstioGateway.Benchmarks.Engine;

/// <summary>A script that was run, and when. The instants are those of <see cref="Stopwatch"/>.</summary>
/// <param name="Output">What came out of the pipeline.</param>
/// <param name="Begin">When it began.</param>
/// <param name="FirstObject">When its first object came out; 0 for none.</param>
/// <param name="End">When it had ended.</param>
/// <param name="Stopped">Whether Ctrl+C ended it.</param>
internal sealed record ShellRun(IReadOnlyList<PSObject> Output, long Begin, long FirstObject, long End, bool Stopped)
{
    public double Milliseconds => Stopwatch.GetElapsedTime(Begin, End).TotalMilliseconds;

    public double MillisecondsToFirstObject => FirstObject == 0
        ? throw new InvalidOperationException("Nothing came out of the pipeline.")
        : Stopwatch.GetElapsedTime(Begin, FirstObject).TotalMilliseconds;
}
