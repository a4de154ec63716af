using System.Management.Automation;
using IstioGateway.Commands.Connections;

namespace IstioGateway.Commands;

/// <summary>What happens when the module leaves a runspace. Nothing happens when it enters: adapters load on first use.</summary>
public sealed class ModuleLifetime : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => RunspaceSandboxes.Current.StopAll();
}
