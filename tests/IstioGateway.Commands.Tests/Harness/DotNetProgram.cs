using System.Diagnostics;
using IstioGateway.Testing;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>A program of this repository, in a process of its own.</summary>
/// <param name="project">Folder of its project, from the repository's root; the assembly has its name.</param>
internal sealed class DotNetProgram(string project)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The console host.</summary>
    public static DotNetProgram Host { get; } = new("src/GatewayPs.Host");

    /// <summary>The engine without anything of this project in reach.</summary>
    public static DotNetProgram BareEngine { get; } = new("tests/BareEngine");

    private string Assembly
    {
        get
        {
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            return Path.Combine(SharedFiles.RepositoryRoot, project, "bin", configuration, "net10.0", Path.GetFileName(project) + ".dll");
        }
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<ProgramRun> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        process.StandardInput.Close();
        using CancellationTokenSource limit = new(Limit);
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

        return new ProgramRun(process.ExitCode, await output, (await error).Trim());
    }

    /// <summary>Starts it.</summary>
    public Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Assembly);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}

/// <summary>What a program left behind.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error);
