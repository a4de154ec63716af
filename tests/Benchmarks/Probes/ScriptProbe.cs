using IstioGateway.Benchmarks.Engine;

namespace IstioGateway.Benchmarks.Probes;

/// <summary>What a script costs in a new process whose engine has imported the module and is idle.</summary>
internal static class ScriptProbe
{
    public const string Name = "script";

    public static async Task<ProbeResult> RunAsync(string script, string argument, CancellationToken cancellationToken)
    {
        using Shell shell = await Shell.WithModuleAsync(cancellationToken);
        long before = Memory.Now();
        ShellRun first = await shell.RunAsync(script, cancellationToken, argument);
        long peak = Memory.Peak();
        ShellRun again = await shell.RunAsync(script, cancellationToken, argument);
        return new ProbeResult { First = first.Milliseconds, Again = again.Milliseconds, MemoryBefore = before, PeakAfter = peak };
    }
}
