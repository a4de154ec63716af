using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using IstioGateway.Clusters;

namespace IstioGateway.Commands.Connections;

/// <summary>The embedded clusters a runspace has started. They end with the runspace, or when the module is removed from it.</summary>
internal sealed class RunspaceSandboxes
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceSandboxes> ByRunspace = new();

    private readonly object _gate = new();
    private readonly List<ISandbox> _running = [];

    private RunspaceSandboxes(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
        {
            StopAll();
        }
    };

    /// <summary>Those of the runspace the current thread runs in.</summary>
    public static RunspaceSandboxes Current =>
        ByRunspace.GetValue(Runspace.DefaultRunspace, static runspace => new RunspaceSandboxes(runspace));

    /// <summary>Takes charge of a running sandbox.</summary>
    public void Add(ISandbox sandbox)
    {
        lock (_gate)
        {
            _running.Add(sandbox);
        }
    }

    /// <summary>Begins to stop all of them; a sandbox stops within a second and needs nobody to wait for it.</summary>
    public void StopAll()
    {
        ISandbox[] stopping;
        lock (_gate)
        {
            stopping = [.. _running];
            _running.Clear();
        }

        foreach (ISandbox sandbox in stopping)
        {
            _ = sandbox.DisposeAsync().AsTask();
        }
    }
}
