using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Injection;

namespace IstioGateway.Commands.Templates;

/// <summary>Base of the cmdlets that set or remove a template: what they have in common as parameters, and the job for each cluster.</summary>
public abstract class TemplateChangeCmdlet : ClusterCmdlet
{
    private readonly RenderMemo _memo = new();
    private string? _backupFolder;

    /// <summary>Name of the Istio resource.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IstioNameCompleter))]
    public string Name { get; set; } = "default";

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
        _backupFolder = BackupPath is null ? null : GetUnresolvedProviderPathFromPSPath(BackupPath);
    }

    /// <summary>Refuses a name that cannot name a template.</summary>
    private protected void CheckTemplateName(string name) =>
        Names.Check(this, Patches.TemplateName.WhyNot(name), name, Messages.Get("KindTemplate"));

    /// <summary>Begins the change of one template in one cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="templateName">The template.</param>
    /// <param name="desired">Its text; <see langword="null"/> to remove the override.</param>
    /// <param name="inForce">The default that an override would replace, where it is known.</param>
    /// <param name="settings">What the cluster's istiod injects with, where it is known.</param>
    /// <param name="force">Whether findings of severity Error are no reason to stop.</param>
    private protected void StartChange(
        IstioCluster cluster,
        string templateName,
        string? desired,
        string? inForce = null,
        InjectionSettings? settings = null,
        bool force = false)
    {
        TemplateChangeRequest request = RequestFor(cluster, Name, templateName, desired) with
        {
            InForce = inForce,
            Settings = settings,
            Memo = _memo,
            Force = force,
        };
        StartOn(cluster, (pipeline, api, token) => new TemplateChangeJob(request, api, pipeline).RunAsync(token));
    }

    /// <summary>What the parameters ask for, of one template in one cluster.</summary>
    private protected TemplateChangeRequest RequestFor(IstioCluster cluster, string istioName, string templateName, string? desired) => new()
    {
        Cluster = cluster,
        IstioName = istioName,
        TemplateName = templateName,
        Desired = desired,
        DryRun = DryRun,
        OnlyAsking = this.IsWhatIf(),
        BackupFolder = _backupFolder,
    };
}
