using System.Globalization;

namespace IstioGateway.Benchmarks.Processes;

/// <summary>curl, the floor: it reads and unzips, and does nothing with what it read.</summary>
internal static class Curl
{
    /// <summary>Reads pages one after the other over one connection.</summary>
    /// <returns>Milliseconds by curl's own clock: without the start of its process.</returns>
    public static async Task<double> TimeAsync(IEnumerable<string> pages, string accept, CancellationToken cancellationToken)
    {
        string output = await Tool.OutputAsync("curl", Arguments(pages, accept), cancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Sum(seconds => double.Parse(seconds, CultureInfo.InvariantCulture)) * 1000;
    }

    /// <summary>Its arguments: the time of each page is printed, the pages are not.</summary>
    public static IReadOnlyList<string> Arguments(IEnumerable<string> pages, string accept) =>
    [
        "--silent", "--show-error", "--fail", "--compressed",
        "--header", "Accept-Encoding: gzip", "--header", $"Accept: {accept}", "--write-out", "%{time_total}\\n",
        .. pages.SelectMany(page => new[] { "--output", Nowhere, page }),
    ];

    private static string Nowhere => OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
}
