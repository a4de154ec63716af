using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace GatewayPs.Host.Engine;

/// <summary>One runspace of the real PowerShell engine, and the running of scripts in it.</summary>
internal sealed class ScriptEngine : IDisposable
{
    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;

    public ScriptEngine(ConsoleHost host)
    {
        _host = host;
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Variables.Add(new SessionStateVariableEntry("ProgressPreference", ActionPreference.Continue, ""));
        _runspace = RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
    }

    public void Dispose() => _runspace.Dispose();

    /// <summary>Runs a command and formats what it writes as pwsh would.</summary>
    /// <param name="command">Adds the command to a shell.</param>
    /// <param name="cancellationToken">Stops the pipeline, as Ctrl+C does.</param>
    /// <returns>The exit code: what <c>exit</c> asked for, else 1 after a terminating error, else 0.</returns>
    public async Task<int> RunAsync(Action<PowerShell> command, CancellationToken cancellationToken)
    {
        using PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        command(shell);
        shell.AddCommand("Out-Default");
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        await using CancellationTokenRegistration stop = cancellationToken.Register(() => shell.BeginStop(null, null));
        try
        {
            await shell.InvokeAsync().ConfigureAwait(false);
        }
        catch (PipelineStoppedException)
        {
            return 130;
        }
        catch (RuntimeException failure) when (_host.ExitCode is null)
        {
            await ReportAsync(failure.ErrorRecord).ConfigureAwait(false);
            return 1;
        }

        return _host.ExitCode ?? 0;
    }

    /// <summary>Whether the last command succeeded, as <c>$?</c> says.</summary>
    public bool LastSucceeded => _runspace.SessionStateProxy.GetVariable("?") is true;

    private async Task ReportAsync(ErrorRecord record)
    {
        using PowerShell shell = PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddCommand("Out-Default").AddParameter("InputObject", record);
        await shell.InvokeAsync().ConfigureAwait(false);
    }
}
