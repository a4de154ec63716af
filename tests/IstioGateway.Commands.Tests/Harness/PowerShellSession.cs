using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>A runspace of the real engine with the packaged module imported, as a user has it.</summary>
internal sealed class PowerShellSession : IDisposable
{
    private readonly TestHost _host = new();
    private readonly Runspace _runspace;

    public PowerShellSession(bool import = true)
    {
        _runspace = RunspaceFactory.CreateRunspace(_host, InitialSessionState.CreateDefault2());
        _runspace.Open();
        if (import)
        {
            Run("Import-Module -Name $args[0]; $PSStyle.OutputRendering = 'PlainText'", Manifest).ThrowIfFailed();
        }
    }

    /// <summary>Path of the module's manifest: out of the package, and not beside the sources.</summary>
    public static string Manifest => TestPackage.Manifest;

    /// <summary>What the user answers to questions; without answers a question fails the test.</summary>
    public Queue<string> Answers => _host.Answers;

    /// <summary>What happens while a question is on the screen.</summary>
    public Action? WhileAsking
    {
        set => _host.WhileAsking = value;
    }

    public void Dispose() => _runspace.Dispose();

    /// <summary>Sets a variable.</summary>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script to its end. Arguments are in <c>$args</c>.</summary>
    public RunResult Run(string script, params object?[] arguments) => RunAsync(script, TestContext.Current.CancellationToken, arguments)
        .WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();

    /// <summary>Runs a script; cancelling presses Ctrl+C.</summary>
    public async Task<RunResult> RunAsync(string script, CancellationToken ctrlC, params object?[] arguments)
    {
        using PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(script);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        _host.Clear();
        PSDataCollection<PSObject> output = [];
        Exception? terminating = null;
        await using CancellationTokenRegistration stop = ctrlC.Register(() => shell.BeginStop(null, null));
        try
        {
            await shell.InvokeAsync<PSObject, PSObject>(null, output).ConfigureAwait(false);
        }
        catch (RuntimeException exception)
        {
            terminating = exception;
        }

        return new RunResult
        {
            Output = [.. output],
            Errors = [.. shell.Streams.Error],
            Warnings = [.. shell.Streams.Warning.Select(w => w.Message)],
            Verbose = [.. shell.Streams.Verbose.Select(v => v.Message)],
            Debug = [.. shell.Streams.Debug.Select(v => v.Message)],
            Progress = [.. shell.Streams.Progress],
            HostText = _host.Text,
            Terminating = terminating,
        };
    }
}
