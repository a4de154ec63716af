using System.Diagnostics;

namespace IstioGateway.Benchmarks.Processes;

/// <summary>Other people's programs.</summary>
internal static class Tool
{
    /// <summary>Whether a program is on the path.</summary>
    public static bool IsInstalled(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, name + ".exe")));

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> OutputAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        (await RunAsync(program, arguments, cancellationToken)).Output;

    /// <summary>Runs a program to its end and returns how long it took from its start, in milliseconds.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<double> TimeAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        (await RunAsync(program, arguments, cancellationToken)).Milliseconds;

    private static async Task<(string Output, double Milliseconds)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            double elapsed = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            return process.ExitCode == 0
                ? (await output, elapsed)
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
