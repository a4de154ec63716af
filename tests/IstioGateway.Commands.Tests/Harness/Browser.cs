using System.Diagnostics;
using System.Text.Json.Nodes;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>Chromium without a window, of which nothing leaves the machine and nothing stays behind.</summary>
internal static class Browser
{
    private static readonly string[] Always =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--enable-logging=stderr", "--hide-scrollbars",
        // The browser's own services ask for their servers by name; no name is one.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--virtual-time-budget=2000",
    ];

    /// <summary>Shows a page once.</summary>
    /// <param name="page">The file.</param>
    /// <param name="options">What to do with it, as the browser's options.</param>
    public static async Task<Visit> ShowAsync(string page, params string[] options)
    {
        Tool.Require("chromium");
        DirectoryInfo profile = Directory.CreateTempSubdirectory("istiogateway-browser-");
        try
        {
            string log = Path.Combine(profile.FullName, "net-log.json");
            ProcessStartInfo start = new("chromium", [.. Always, $"--user-data-dir={profile.FullName}", $"--log-net-log={log}", .. options, new Uri(page).AbsoluteUri])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(120));
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            Assert.Equal(0, process.ExitCode);
            string console = string.Join('\n', (await error).Split('\n').Where(line => line.Contains(":CONSOLE", StringComparison.Ordinal)));
            return new Visit(await output, console, [.. Requests(await File.ReadAllTextAsync(log, CancellationToken.None))]);
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    /// <summary>The addresses that the page asked for; what the browser asks for by itself has no origin.</summary>
    private static IEnumerable<string> Requests(string log)
    {
        JsonNode root = JsonNode.Parse(log)!;
        int started = root["constants"]!["logEventTypes"]!["URL_REQUEST_START_JOB"]!.GetValue<int>();
        return root["events"]!.AsArray()
            .Where(item => item!["type"]!.GetValue<int>() == started && item["params"]?["initiator"]?.GetValue<string>() != "not an origin")
            .Select(item => item!["params"]?["url"]?.GetValue<string>()).OfType<string>();
    }

    /// <summary>What came of it.</summary>
    /// <param name="Output">What the browser wrote, such as the document as it understood it.</param>
    /// <param name="Console">What it had to complain about the page.</param>
    /// <param name="Requests">What the page asked for over the network.</param>
    internal sealed record Visit(string Output, string Console, IReadOnlyList<string> Requests);
}
