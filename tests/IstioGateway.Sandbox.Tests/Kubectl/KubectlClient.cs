using System.Diagnostics;

namespace IstioGateway.Sandbox.Tests.Kubectl;

/// <summary>Runs kubectl, a client that nobody here wrote, against a sandbox over TLS, with a cache of its own.</summary>
internal sealed class KubectlClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gatewayps-kubectl-");

    private KubectlClient(SandboxCluster cluster, string user) =>
        File.WriteAllText(Path.Combine(_folder.FullName, "kubeconfig"), cluster.KubeconfigFor(user));

    /// <summary>Makes a client; skips the test where a tool is not installed.</summary>
    public static KubectlClient Create(SandboxCluster cluster, string user = "admin", params string[] tools)
    {
        foreach (string tool in tools.Append("kubectl"))
        {
            string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            if (!folders.Any(folder => File.Exists(Path.Combine(folder, tool)) || File.Exists(Path.Combine(folder, tool + ".exe"))))
            {
                Assert.Skip($"{tool} is not installed.");
            }
        }

        return new KubectlClient(cluster, user);
    }

    /// <summary>Writes a file into the client's folder.</summary>
    public void WriteFile(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    /// <summary>Runs kubectl and expects it to succeed.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await TryAsync("kubectl", arguments);
        Assert.True(exitCode == 0, $"kubectl {string.Join(' ', arguments)} -> {exitCode}\n{errors}");
        return output;
    }

    /// <summary>Runs a bash script in the client's folder and expects it to succeed.</summary>
    public async Task<string> RunScriptAsync(string script)
    {
        (int exitCode, string output, string errors) = await TryAsync("bash", ["-euo", "pipefail", "-c", script]);
        Assert.True(exitCode == 0, $"{exitCode}\n{output}\n{errors}");
        return output;
    }

    /// <summary>Runs a program and waits, but not for ever.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> TryAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = Path.Combine(_folder.FullName, "kubeconfig");
        start.Environment["KUBECACHEDIR"] = Path.Combine(_folder.FullName, "cache");
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = new(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
