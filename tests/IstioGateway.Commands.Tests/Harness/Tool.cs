using System.Diagnostics;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>Programs that people use beside the module.</summary>
internal static class Tool
{
    /// <summary>Skips the test, with a word, where a program is not on this machine.</summary>
    public static void Require(params string[] programs)
    {
        foreach (string program in programs)
        {
            bool found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, program)));
            Assert.SkipUnless(found, $"{program} is not on this machine.");
        }
    }

    /// <summary>Runs a script with bash in the cluster's folder, against the cluster.</summary>
    public static async Task<Result> BashAsync(TestCluster cluster, string script)
    {
        string kubeconfig = TestCluster.IsExternal ? cluster.Kubeconfig : cluster.SecureKubeconfig();
        ProcessStartInfo start = new("bash")
        {
            WorkingDirectory = Path.GetDirectoryName(cluster.File("x")),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("set -eo pipefail\n" + script);
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["KUBECACHEDIR"] = cluster.File("cache");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
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

        Result result = new(process.ExitCode, await output, await error);
        Assert.True(result.ExitCode == 0, $"{script}\n{result.Output}\n{result.Error}");
        return result;
    }

    internal sealed record Result(int ExitCode, string Output, string Error);
}
