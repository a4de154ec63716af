using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Templates;

namespace IstioGateway.Commands;

/// <summary>Get-IstioGatewayTemplate: which templates a mesh has, where they come from, and whether they still fit. It changes nothing.</summary>
[Cmdlet(VerbsCommon.Get, "IstioGatewayTemplate", HelpUri = Help.Root + "Get-IstioGatewayTemplate.md")]
[OutputType(typeof(IstioGatewayTemplate))]
public sealed class GetIstioGatewayTemplateCommand : ClusterCmdlet
{
    private readonly HashSet<IstioCluster> _begun = [];

    /// <summary>Names of Istio resources, or wildcards.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IstioNameCompleter))]
    public string[] Name { get; set; } = ["default"];

    /// <summary>Names of templates, or wildcards over those that the Istio resource sets and the one of gateway pods.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MeshTemplateNameCompleter))]
    public string[] TemplateName { get; set; } = [Patches.TemplateName.Gateway];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        foreach (string name in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            Names.Check(this, ResourceName.WhyNotSubdomain(name), name, Messages.Get("KindIstio"));
        }

        foreach (string name in TemplateName.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            Names.Check(this, Patches.TemplateName.WhyNot(name), name, Messages.Get("KindTemplate"));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Many objects of one cluster may be piped, such as its nodes; it is looked at once.
        foreach (IstioCluster cluster in SelectedClusters().Where(_begun.Add))
        {
            StartOn(cluster, (pipeline, api, token) => new TemplateInventoryJob(cluster, api, pipeline, Name, TemplateName).RunAsync(token));
        }
    }
}
