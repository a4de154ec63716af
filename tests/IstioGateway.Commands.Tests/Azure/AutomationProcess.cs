using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json;
using AutomationSandbox;
using IstioGateway.Commands.Tests.Harness;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests.Azure;

/// <summary>
/// Runs jobs in a process of their own under the limits of an Azure Automation sandbox (tests/AutomationSandbox): it can start no program,
/// nobody is there to answer, its heap is limited, it has no home folder and no kubeconfig, and nothing can be written to the current
/// directory.
/// </summary>
internal static class AutomationProcess
{
    /// <summary>The memory of a sandbox, for the engine, the module and all jobs together.</summary>
    public const long MemoryBytes = 400L * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Commands that Azure provides to a runbook.</summary>
    private const string Prelude = """
        function Get-AutomationVariable {
            param([Parameter(Mandatory)] [string] $Name)
            if (-not $AutomationVariables.ContainsKey($Name)) { throw "There is no variable $Name in the automation account." }
            $AutomationVariables[$Name]
        }
        """;

    /// <summary>Runs jobs, all at once.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="culture">Culture of all threads.</param>
    /// <param name="timeZone">The time zone.</param>
    /// <param name="prelude">More commands that stand in for Azure's.</param>
    public static async Task<SandboxReport> RunAsync(
        IReadOnlyList<JobRequest> jobs, string culture = "en-US", string timeZone = "UTC", string prelude = "")
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("istiogateway-azure-");
        try
        {
            string request = Path.Combine(folder.FullName, "request.json");
            await File.WriteAllTextAsync(
                request, JsonSerializer.Serialize(new SandboxRequest(PowerShellSession.Manifest, culture, Prelude + "\n" + prelude, jobs)));
            (int code, string output, string error) = await RunAsync(Start(request, timeZone));
            Assert.True(code == 0, $"The sandbox ended with {code}: {error}");
            SandboxReport report = JsonSerializer.Deserialize<SandboxReport>(output)!;
            if (OperatingSystem.IsLinux())
            {
                Assert.Equal("refused (1)", report.Processes);
            }

            return report;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs one job.</summary>
    public static async Task<JobReport> RunAsync(
        string runbook,
        IReadOnlyDictionary<string, string>? parameters = null,
        IReadOnlyDictionary<string, string>? variables = null,
        string prelude = "") =>
        Assert.Single((await RunAsync([Job("job", runbook, parameters, variables)], prelude: prelude)).Jobs);

    /// <summary>A job.</summary>
    public static JobRequest Job(
        string name,
        string runbook,
        IReadOnlyDictionary<string, string>? parameters = null,
        IReadOnlyDictionary<string, string>? variables = null) =>
        new(name, runbook, parameters ?? new Dictionary<string, string>(), variables ?? new Dictionary<string, string>());

    /// <summary>The objects of a job's output, as whoever started it has them.</summary>
    public static IReadOnlyList<PSObject> Objects(this JobReport job) =>
        [.. job.Output.Select(PSSerializer.Deserialize).Select(PSObject.AsPSObject)];

    /// <summary>A property of an object of a job's output, as text.</summary>
    public static string Text(this PSObject item, string property) => $"{item.Properties[property]?.Value}";

    private static async Task<(int Code, string Output, string Error)> RunAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static ProcessStartInfo Start(string request, string timeZone)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(
            SharedFiles.RepositoryRoot, "tests", "AutomationSandbox", "bin", configuration, "net10.0", "AutomationSandbox.dll"));
        start.ArgumentList.Add(request);
        start.Environment["TZ"] = timeZone;

        // Hexadecimal, in bytes. The rest of the 400 MB is for code, stacks and what is not managed.
        start.Environment["DOTNET_GCHeapHardLimit"] = (MemoryBytes * 5 / 8).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["HOME"] = "/nonexistent";
        start.Environment.Remove("KUBECONFIG");
        start.Environment.Remove("KUBERNETES_SERVICE_HOST");
        if (OperatingSystem.IsLinux())
        {
            // Not even root can make a file there.
            start.WorkingDirectory = "/proc";
        }

        return start;
    }
}
