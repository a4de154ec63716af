using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Commands.Templates;

namespace IstioGateway.Commands;

/// <summary>Remove-IstioGatewayTemplate: takes the override out, so that the default template is in force again.</summary>
[Cmdlet(
    VerbsCommon.Remove,
    "IstioGatewayTemplate",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Root + "Remove-IstioGatewayTemplate.md")]
[OutputType(typeof(IstioTemplateChange))]
public sealed class RemoveIstioGatewayTemplateCommand : ClusterCmdlet
{
    private string? _backupFolder;

    /// <summary>Name of the Istio resource.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "default";

    /// <summary>The name under which the template is stored.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string TemplateName { get; set; } = Patches.TemplateName.Gateway;

    /// <summary>Asks the API server to check the change without storing it.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>A folder in which the text as it was is kept before anything is written.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BackupPath { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Names.Check(this, ResourceName.WhyNotSubdomain(Name), Name, Messages.Get("KindIstio"));
        Names.Check(this, Patches.TemplateName.WhyNot(TemplateName), TemplateName, Messages.Get("KindTemplate"));
        _backupFolder = BackupPath is null ? null : GetUnresolvedProviderPathFromPSPath(BackupPath);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (IstioCluster cluster in SelectedClusters())
        {
            TemplateChangeRequest request = new()
            {
                Cluster = cluster,
                IstioName = Name,
                TemplateName = TemplateName,
                Desired = null,
                DryRun = DryRun,
                OnlyAsking = this.IsWhatIf(),
                BackupFolder = _backupFolder,
            };
            StartOn(cluster, (pipeline, api, token) => new TemplateChangeJob(request, api, pipeline).RunAsync(token));
        }
    }
}
