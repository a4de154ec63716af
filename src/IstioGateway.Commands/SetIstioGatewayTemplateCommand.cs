using System.Management.Automation;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Templates;
using IstioGateway.Injection;
using IstioGateway.Templates;

namespace IstioGateway.Commands;

/// <summary>Set-IstioGatewayTemplate: merge-patches the template into the Istio resource of each cluster.</summary>
[Cmdlet(
    VerbsCommon.Set,
    "IstioGatewayTemplate",
    DefaultParameterSetName = PatchSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Root + "Set-IstioGatewayTemplate.md")]
[OutputType(typeof(IstioTemplateChange))]
public sealed class SetIstioGatewayTemplateCommand : TemplateChangeCmdlet
{
    private const string PatchSet = "Patch";
    private const string PathSet = "TemplatePath";
    private const string TextSet = "Template";

    private TemplateText? _text;

    /// <summary>The patch from New-GatewayTemplatePatch; it knows its cluster and its template name.</summary>
    [Parameter(ParameterSetName = PatchSet, Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [AnotherSessionTransformation]
    public GatewayTemplatePatch[]? Patch { get; set; }

    /// <summary>A template file, set as it is.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? TemplatePath { get; set; }

    /// <summary>A template text, set as it is.</summary>
    [Parameter(ParameterSetName = TextSet, Mandatory = true)]
    [AllowEmptyString]
    public string? Template { get; set; }

    /// <summary>The name under which the template is stored.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = TextSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MeshTemplateNameCompleter))]
    public string TemplateName { get; set; } = Patches.TemplateName.Gateway;

    /// <summary>Sets a template although it has findings of severity Error.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override bool HasInput => Patch is { Length: > 0 };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InjectionRehearsal.Begin();
        CheckTemplateName(TemplateName);
        try
        {
            _text = ParameterSetName switch
            {
                PathSet => TemplateFiles.Read(GetUnresolvedProviderPathFromPSPath(TemplatePath!)),
                TextSet => TemplateFiles.FromText(Template!),
                _ => null,
            };
        }
        catch (RecordException exception)
        {
            ThrowTerminatingError(exception.Record);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_text is not null)
        {
            foreach (IstioCluster cluster in SelectedClusters())
            {
                StartChange(cluster, TemplateName, _text.Text, force: Force);
            }
        }
        else
        {
            foreach (GatewayTemplatePatch patch in Patch!)
            {
                // A patch made offline fits any cluster; then the parameters or their defaults name them.
                foreach (IstioCluster cluster in ClustersFor(patch.Cluster))
                {
                    StartChange(cluster, patch.TemplateName, patch.Template, patch.InForce, patch.Settings, Force);
                }
            }
        }
    }
}
