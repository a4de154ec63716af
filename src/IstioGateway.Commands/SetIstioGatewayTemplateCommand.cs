using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Commands.Templates;
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
public sealed class SetIstioGatewayTemplateCommand : ClusterCmdlet
{
    private const string PatchSet = "Patch";
    private const string PathSet = "TemplatePath";
    private const string TextSet = "Template";

    private string? _backupFolder;
    private TemplateText? _text;

    /// <summary>The patch from New-GatewayTemplatePatch; it knows its cluster and its template name.</summary>
    [Parameter(ParameterSetName = PatchSet, Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
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
    public string TemplateName { get; set; } = Patches.TemplateName.Gateway;

    /// <summary>Name of the Istio resource.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "default";

    /// <summary>Asks the API server to check the change without storing it.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>A folder in which the text as it was is kept before anything is written.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BackupPath { get; set; }

    /// <summary>Sets a template although it has findings of severity Error.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Names.Check(this, ResourceName.WhyNotSubdomain(Name), Name, Messages.Get("KindIstio"));
        Names.Check(this, Patches.TemplateName.WhyNot(TemplateName), TemplateName, Messages.Get("KindTemplate"));
        _backupFolder = BackupPath is null ? null : GetUnresolvedProviderPathFromPSPath(BackupPath);
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
                Begin(cluster, TemplateName, _text.Text, inForce: null);
            }
        }
        else
        {
            foreach (GatewayTemplatePatch patch in Patch!)
            {
                // A patch made offline fits any cluster; then the parameters or their defaults name them.
                foreach (IstioCluster cluster in patch.Cluster is { } own ? [own] : SelectedClusters())
                {
                    Begin(cluster, patch.TemplateName, patch.Template, patch.InForce);
                }
            }
        }
    }

    private void Begin(IstioCluster cluster, string templateName, string template, string? inForce)
    {
        TemplateChangeRequest request = new()
        {
            Cluster = cluster,
            IstioName = Name,
            TemplateName = templateName,
            Desired = template,
            InForce = inForce,
            DryRun = DryRun,
            OnlyAsking = this.IsWhatIf(),
            BackupFolder = _backupFolder,
            Force = Force,
        };
        StartOn(cluster, (pipeline, api, token) => new TemplateChangeJob(request, api, pipeline).RunAsync(token));
    }
}
