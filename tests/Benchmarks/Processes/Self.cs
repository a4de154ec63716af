using System.Diagnostics;

namespace IstioGateway.Benchmarks.Processes;

/// <summary>This program, started again in a process of its own.</summary>
internal static class Self
{
    /// <summary>How it is started with other arguments.</summary>
    public static ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        string assembly = typeof(Self).Assembly.Location;
        return new ProcessStartInfo(Environment.ProcessPath!, RunsUnderDotnet ? [assembly, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static bool RunsUnderDotnet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
}
