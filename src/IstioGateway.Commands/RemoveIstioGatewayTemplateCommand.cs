using System.Management.Automation;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Templates;

namespace IstioGateway.Commands;

/// <summary>
/// Remove-IstioGatewayTemplate: takes the override out, so that the default template is in force again, or puts back what a
/// backup holds.
/// </summary>
[Cmdlet(
    VerbsCommon.Remove,
    "IstioGatewayTemplate",
    DefaultParameterSetName = DefaultSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Root + "Remove-IstioGatewayTemplate.md")]
[OutputType(typeof(IstioTemplateChange))]
public sealed class RemoveIstioGatewayTemplateCommand : TemplateChangeCmdlet
{
    private const string DefaultSet = "Default";
    private const string BackupSet = "FromBackup";

    private BackupRestore? _restore;

    /// <summary>The name under which the template is stored.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MeshTemplateNameCompleter))]
    public string TemplateName { get; set; } = Patches.TemplateName.Gateway;

    /// <summary>A backup file: what it holds is put back, which is no override if there was none.</summary>
    [Parameter(ParameterSetName = BackupSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? FromBackup { get; set; }

    /// <summary>Restores a backup of another cluster, resource or template, or one with findings of severity Error.</summary>
    [Parameter(ParameterSetName = BackupSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CheckTemplateName(TemplateName);
        if (FromBackup is not null)
        {
            _restore = new BackupRestore(
                GetUnresolvedProviderPathFromPSPath(FromBackup),
                Given(nameof(Name)) ? Name : null,
                Given(nameof(TemplateName)) ? TemplateName : null,
                Force);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (IstioCluster cluster in SelectedClusters())
        {
            TemplateChangeRequest removal = RequestFor(cluster, Name, TemplateName, desired: null) with { IsUndo = true };
            StartOn(cluster, async (pipeline, api, token) =>
            {
                TemplateChangeRequest request = removal;
                if (_restore is not null)
                {
                    (string istio, string template, string? text) = await _restore.ReadAsync(cluster, pipeline, token).ConfigureAwait(false);
                    request = removal with { IstioName = istio, TemplateName = template, Desired = text, Force = Force };
                }

                await new TemplateChangeJob(request, api, pipeline).RunAsync(token).ConfigureAwait(false);
            });
        }
    }

    private bool Given(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
