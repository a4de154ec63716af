using System.Management.Automation;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Workloads;

namespace IstioGateway.Commands;

/// <summary>Get-GatewayWorkload: the pods of gateways, whether they start where they are, and what to do. It changes nothing.</summary>
[Cmdlet(VerbsCommon.Get, "GatewayWorkload", HelpUri = Help.Root + "Get-GatewayWorkload.md")]
[OutputType(typeof(GatewayWorkloadStatus))]
public sealed class GetGatewayWorkloadCommand : ClusterCmdlet
{
    private readonly HashSet<IstioCluster> _begun = [];

    /// <summary>Names of gateways' Deployments, or wildcards. An exact name that is no gateway's is an error.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GatewayNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Namespaces, or wildcards. Without it: all.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? Namespace { get; set; }

    /// <summary>Only those about which something is to be done.</summary>
    [Parameter]
    public SwitchParameter NeedsAction { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Names.CheckWorkloads(this, Name, Namespace);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Many objects of one cluster may be piped, such as its nodes; it is looked at once.
        foreach (IstioCluster cluster in SelectedClusters().Where(_begun.Add))
        {
            StartOn(cluster, async (pipeline, api, token) =>
            {
                WorkloadInventory inventory = new(cluster, api, pipeline);
                foreach (GatewayWorkloadStatus status in await inventory.ReadAsync(Namespace, Name, token).ConfigureAwait(false))
                {
                    if (!NeedsAction || status.Action != GatewayWorkloadAction.None)
                    {
                        await pipeline.WriteObjectAsync(status).ConfigureAwait(false);
                    }
                }
            });
        }
    }
}
