using System.Management.Automation;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Commands.Workloads;

namespace IstioGateway.Commands;

/// <summary>
/// Restart-GatewayWorkload: recreates the pods of gateways that cannot start where they are, one at a time and within their
/// disruption budgets, and makes sure that each is replaced before the next one goes.
/// </summary>
[Cmdlet(
    VerbsLifecycle.Restart,
    "GatewayWorkload",
    DefaultParameterSetName = NameSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Root + "Restart-GatewayWorkload.md")]
[OutputType(typeof(GatewayRestart))]
public sealed class RestartGatewayWorkloadCommand : ClusterCmdlet
{
    private const string NameSet = "Name";
    private const string InputSet = "InputObject";
    private const string ChangeSet = "Change";

    private readonly HashSet<IstioCluster> _begun = [];
    private readonly Dictionary<IstioCluster, List<GatewayWorkloadStatus>> _piped = [];

    /// <summary>Creates the cmdlet; one pod gets three minutes.</summary>
    public RestartGatewayWorkloadCommand() => Timeout = TimeSpan.FromMinutes(3);

    /// <summary>Names of gateways' Deployments, or wildcards. An exact name that is no gateway's is an error.</summary>
    [Parameter(ParameterSetName = NameSet, Position = 0)]
    [Parameter(ParameterSetName = ChangeSet, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GatewayNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Namespaces, or wildcards. Without it: all.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = ChangeSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string[]? Namespace { get; set; }

    /// <summary>Pods from Get-GatewayWorkload: no others are recreated.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [AnotherSessionTransformation]
    public GatewayWorkloadStatus[]? InputObject { get; set; }

    /// <summary>The change from Set- or Remove-IstioGatewayTemplate after which pods are recreated: it names the cluster.</summary>
    [Parameter(ParameterSetName = ChangeSet, Mandatory = true, ValueFromPipeline = true)]
    [AnotherSessionTransformation]
    public IstioTemplateChange? Change { get; set; }

    /// <summary>Recreates also the pods that need nothing, as kubectl rollout restart does.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Recreates also pods in whose place one made now is no better, or cannot be told to be.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override bool HasInput => InputObject is not null || Change is not null;

    /// <summary>The timeout is for each pod, and what it was spent on is told.</summary>
    private protected override bool BoundsWork => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Names.CheckWorkloads(this, Name, Namespace);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Change is { DryRun: true })
        {
            WriteVerbose(Messages.Get("RestartDryRunChange", Change.Cluster?.Name, Change.Name));
            return;
        }

        if (InputObject is not null)
        {
            Gather(InputObject);
            return;
        }

        // Many objects of one cluster may be piped, such as its nodes; it is looked at once.
        foreach (IstioCluster cluster in ClustersFor(Change?.Cluster).Where(_begun.Add))
        {
            Begin(Request(cluster) with { Namespaces = Namespace, Names = Name });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // A workload's pods come one by one, and are recreated one by one; so all must be known.
        foreach ((IstioCluster cluster, List<GatewayWorkloadStatus> pods) in _piped)
        {
            Begin(Request(cluster) with
            {
                Namespaces = [.. pods.Select(pod => pod.Namespace).Distinct(StringComparer.Ordinal)],
                Piped = pods,
            });
        }

        base.EndProcessing();
    }

    private void Gather(GatewayWorkloadStatus[] pods)
    {
        foreach (GatewayWorkloadStatus pod in pods)
        {
            foreach (IstioCluster cluster in ClustersFor(pod.Cluster))
            {
                if (!_piped.TryGetValue(cluster, out List<GatewayWorkloadStatus>? known))
                {
                    _piped[cluster] = known = [];
                }

                known.Add(pod);
            }
        }
    }

    private RestartRequest Request(IstioCluster cluster) => new()
    {
        Cluster = cluster,
        Choice = new IstioGateway.Workloads.RestartChoice { All = All, Force = Force },
        Timeout = Timeout,
        OnlyAsking = this.IsWhatIf(),
    };

    private void Begin(RestartRequest request) =>
        StartOn(request.Cluster, (pipeline, api, token) => new RestartJob(request, api, pipeline).RunAsync(token));
}
