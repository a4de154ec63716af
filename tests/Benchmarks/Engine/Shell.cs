using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace IstioGateway.Benchmarks.Engine;

/// <summary>A runspace of the real PowerShell engine, as a user has it, with or without the module.</summary>
internal sealed class Shell : IDisposable
{
    private readonly Runspace _runspace;

    private Shell()
    {
        _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        _runspace.Open();
    }

    /// <summary>The manifest of the module that was staged by the build of this program.</summary>
    public static string Manifest { get; } = FindManifest();

    /// <summary>Opens an engine that is idle: one command has run.</summary>
    /// <param name="module">The manifest of the module to import; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<Shell> OpenAsync(string? module, CancellationToken cancellationToken)
    {
        Shell shell = new();
        await shell.RunAsync(module is null ? "$null = $args[0]" : "Import-Module -Name $args[0]", cancellationToken, module);
        return shell;
    }

    /// <summary>Opens an engine with the module imported.</summary>
    public static Task<Shell> WithModuleAsync(CancellationToken cancellationToken) => OpenAsync(Manifest, cancellationToken);

    /// <summary>Runs a script to its end; arguments are in <c>$args</c>.</summary>
    /// <exception cref="InvalidOperationException">It wrote an error.</exception>
    public async Task<ShellRun> RunAsync(string script, CancellationToken cancellationToken, params object?[] arguments)
    {
        ShellRun run = await RunUntilAsync(script, CancellationToken.None, cancellationToken, arguments);
        return run.Stopped ? throw new OperationCanceledException(cancellationToken) : run;
    }

    /// <summary>Runs a script until it ends or Ctrl+C is pressed.</summary>
    public async Task<ShellRun> RunUntilAsync(
        string script, CancellationToken ctrlC, CancellationToken cancellationToken, params object?[] arguments)
    {
        using PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(ctrlC, cancellationToken);
        await using CancellationTokenRegistration stop = either.Token.Register(() => shell.BeginStop(null, null));
        PSDataCollection<PSObject> output = [];
        long first = 0;
        output.DataAdded += (_, _) => first = first == 0 ? Stopwatch.GetTimestamp() : first;
        long begin = Stopwatch.GetTimestamp();
        bool stopped = false;
        try
        {
            await shell.InvokeAsync<PSObject, PSObject>(null, output);
        }
        catch (PipelineStoppedException)
        {
            stopped = true;
        }

        long end = Stopwatch.GetTimestamp();
        if (shell.Streams.Error.Count > 0)
        {
            throw new InvalidOperationException($"{script}: {string.Join(" | ", shell.Streams.Error.Select(error => error.ToString()))}");
        }

        return new ShellRun([.. output], begin, first, end, stopped || ctrlC.IsCancellationRequested);
    }

    public void Dispose() => _runspace.Dispose();

    private static string FindManifest()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string manifest = Path.Combine(folder.FullName, "IstioGateway.psd1");
            if (File.Exists(manifest))
            {
                return manifest;
            }
        }

        throw new DirectoryNotFoundException("IstioGateway.psd1 was not found above " + AppContext.BaseDirectory);
    }
}
