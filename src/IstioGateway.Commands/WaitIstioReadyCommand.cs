using System.Management.Automation;
using IstioGateway.Admission;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Templates;
using IstioGateway.Readiness;

namespace IstioGateway.Commands;

/// <summary>Wait-IstioReady: waits until a template is in force, or without one until the operator says Ready.</summary>
[Cmdlet(
    VerbsLifecycle.Wait, "IstioReady", DefaultParameterSetName = ReadySet, HelpUri = Help.Root + "Wait-IstioReady.md")]
[OutputType(typeof(IstioStatus))]
public sealed class WaitIstioReadyCommand : ClusterCmdlet
{
    private const string ReadySet = "Ready";
    private const string ChangeSet = "Change";
    private const string PatchSet = "Patch";
    private const string TextSet = "Template";

    private RolloutGoal? _goal;

    /// <summary>Creates the cmdlet; the documented procedure waits three minutes.</summary>
    public WaitIstioReadyCommand() => Timeout = TimeSpan.FromMinutes(3);

    /// <summary>The change to wait for, from Set- or Remove-IstioGatewayTemplate: it names the cluster and the resource.</summary>
    [Parameter(ParameterSetName = ChangeSet, Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [AnotherSessionTransformation]
    public IstioTemplateChange? Change { get; set; }

    /// <summary>A patch from New-GatewayTemplatePatch that someone else applies; its template is waited for.</summary>
    [Parameter(ParameterSetName = PatchSet, Mandatory = true, ValueFromPipeline = true)]
    [AnotherSessionTransformation]
    public GatewayTemplatePatch? Patch { get; set; }

    /// <summary>A template text that someone else sets.</summary>
    [Parameter(ParameterSetName = TextSet, Mandatory = true)]
    [AllowEmptyString]
    public string? Template { get; set; }

    /// <summary>The name under which the template is stored.</summary>
    [Parameter(ParameterSetName = TextSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MeshTemplateNameCompleter))]
    public string TemplateName { get; set; } = Patches.TemplateName.Gateway;

    /// <summary>Name of the Istio resource; a piped change names its own.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IstioNameCompleter))]
    public string Name { get; set; } = "default";

    /// <summary>Waits for the operator's Ready alone, as kubectl wait does, also where there is a template to wait for.</summary>
    [Parameter]
    public SwitchParameter ReadyOnly { get; set; }

    /// <summary>Ends as soon as the operator cannot install the template and trying again does not help.</summary>
    [Parameter(ParameterSetName = ChangeSet)]
    [Parameter(ParameterSetName = PatchSet)]
    [Parameter(ParameterSetName = TextSet)]
    public SwitchParameter FailFast { get; set; }

    /// <summary>Ends only when dry-run pods, one after the other, were injected with the template: every replica of istiod has it then.</summary>
    [Parameter(ParameterSetName = ChangeSet)]
    [Parameter(ParameterSetName = PatchSet)]
    [Parameter(ParameterSetName = TextSet)]
    public SwitchParameter VerifyInjection { get; set; }

    /// <summary>The namespace in which the dry-run pods are created; needed with -VerifyInjection.</summary>
    [Parameter(ParameterSetName = ChangeSet)]
    [Parameter(ParameterSetName = PatchSet)]
    [Parameter(ParameterSetName = TextSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    private protected override bool HasInput => Change is not null || Patch is not null;

    /// <summary>The wait reports its own timeout, with what it last saw.</summary>
    private protected override bool BoundsWork => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Names.Check(this, ResourceName.WhyNotSubdomain(Name), Name, Messages.Get("KindIstio"));
        Names.Check(this, Patches.TemplateName.WhyNot(TemplateName), TemplateName, Messages.Get("KindTemplate"));
        if (Namespace is not null)
        {
            Names.Check(this, ResourceName.WhyNotLabel(Namespace), Namespace, Messages.Get("KindNamespace"));
        }
        else if (VerifyInjection)
        {
            ThrowTerminatingError(ErrorRecords.Create(
                ErrorId.InvalidName, ErrorCategory.InvalidArgument, nameof(Namespace), Messages.Get("VerifyNeedsNamespace")));
        }

        try
        {
            _goal = Template is null ? null : RolloutGoal.Of(TemplateName, TemplateFiles.FromText(Template));
        }
        catch (RecordException exception)
        {
            ThrowTerminatingError(exception.Record);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = Change?.Name ?? Name;
        if (Change is { DryRun: true })
        {
            WriteVerbose(Messages.Get("NothingToWaitFor", Change.Cluster?.Name, name));
            return;
        }

        RolloutGoal? goal = Change is not null ? RolloutGoal.Of(Change)
            : Patch is not null ? RolloutGoal.Of(Patch)
            : _goal;
        if (VerifyInjection && goal is not null && !DryRunProbe.CanShow(goal.TemplateName))
        {
            ThrowTerminatingError(ErrorRecords.Create(
                ErrorId.InvalidName, ErrorCategory.InvalidArgument, goal.TemplateName, Messages.Get("VerifyCannotShow", goal.TemplateName)));
        }

        foreach (IstioCluster cluster in ClustersFor(Change?.Cluster ?? Patch?.Cluster))
        {
            ReadyWaitRequest request = new()
            {
                Cluster = cluster,
                Name = name,
                Generation = Change?.Generation ?? 0,
                Goal = ReadyOnly ? null : goal,
                FailFast = FailFast,
                ProbeNamespace = VerifyInjection ? Namespace : null,
                Timeout = Timeout,
            };
            StartOn(cluster, (pipeline, api, token) => new ReadyWaitJob(request, api, pipeline).RunAsync(token));
        }
    }
}
