using System.Management.Automation;
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
public sealed class RemoveIstioGatewayTemplateCommand : TemplateChangeCmdlet
{
    /// <summary>The name under which the template is stored.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string TemplateName { get; set; } = Patches.TemplateName.Gateway;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CheckTemplateName(TemplateName);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (IstioCluster cluster in SelectedClusters())
        {
            StartChange(cluster, TemplateName, desired: null);
        }
    }
}
