using System.Globalization;
using System.Runtime.InteropServices;
using IstioGateway.Benchmarks.Processes;

namespace IstioGateway.Benchmarks.Report;

/// <summary>What the numbers were measured on.</summary>
internal static class MachineFacts
{
    public static async Task<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken)
    {
        double gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9;
        List<string> facts =
        [
            string.Create(CultureInfo.InvariantCulture, $"{Processor()}, {Environment.ProcessorCount} cores, {gigabytes:N0} GB"),
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
            $"{RuntimeInformation.FrameworkDescription}, PowerShell engine {typeof(System.Management.Automation.PSObject).Assembly.GetName().Version?.ToString(3)}",
        ];
        foreach ((string tool, string argument) in new[] { ("curl", "--version"), ("kubectl", "version --client"), ("jq", "--version") })
        {
            facts.Add(Tool.IsInstalled(tool)
                ? FirstLine(await Tool.OutputAsync(tool, argument.Split(' '), cancellationToken))
                : $"{tool} is not installed");
        }

        if (LoadAverage() is { } load)
        {
            facts.Add($"load average at the start (1, 5, 15 minutes): {load}");
        }

        return facts;
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim() is var line && line.StartsWith("Client", StringComparison.Ordinal)
        ? "kubectl " + line
        : line;

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
          ?? RuntimeInformation.ProcessArchitecture.ToString()
        : RuntimeInformation.ProcessArchitecture.ToString();

    private static string? LoadAverage() => File.Exists("/proc/loadavg")
        ? string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3))
        : null;
}
