using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Readiness;

namespace IstioGateway.Commands;

/// <summary>Wait-IstioReady: waits until the operator says Ready of the generation that counts, as kubectl wait does.</summary>
[Cmdlet(VerbsLifecycle.Wait, "IstioReady", HelpUri = Help.Root + "Wait-IstioReady.md")]
[OutputType(typeof(IstioStatus))]
public sealed class WaitIstioReadyCommand : ClusterCmdlet
{
    /// <summary>So many reads fit into any wait, however short, so that a watch that says nothing cannot spoil it.</summary>
    private const int ReadsPerWait = 5;

    /// <summary>Creates the cmdlet; the documented procedure waits three minutes.</summary>
    public WaitIstioReadyCommand() => Timeout = TimeSpan.FromMinutes(3);

    /// <summary>The change to wait for, from Set-IstioGatewayTemplate: conditions observed before it do not count.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("InputObject")]
    public IstioTemplateChange? Change { get; set; }

    /// <summary>Name of the Istio resource; a piped change names its own.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "default";

    private protected override bool HasInput => Change is not null;

    /// <summary>The wait reports its own timeout, with what it last saw.</summary>
    private protected override bool BoundsWork => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Names.Check(this, ResourceName.WhyNotSubdomain(Name), Name, Messages.Get("KindIstio"));
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

        long generation = Change?.Generation ?? 0;
        foreach (IstioCluster cluster in Change?.Cluster is { } own ? [own] : SelectedClusters())
        {
            StartOn(cluster, (pipeline, api, token) => WaitAsync(cluster, name, generation, pipeline, api, token));
        }
    }

    private async Task WaitAsync(
        IstioCluster cluster, string name, long generation, IPipeline pipeline, IClusterApi api, CancellationToken cancellationToken)
    {
        using ProgressLine progress = new(pipeline, Messages.Get("WaitingForIstio"), cluster.Name);
        ReadyWaitOptions options = new()
        {
            Timeout = Timeout,
            PollInterval = Timeout / ReadsPerWait < ReadyWaitOptions.DefaultPollInterval
                ? Timeout / ReadsPerWait
                : ReadyWaitOptions.DefaultPollInterval,
            MinimumGeneration = generation,
            Progress = seen => progress.Show(
                Messages.Get("WaitStage", cluster.Name, seen.Reason), (int)Math.Min(99, 100 * (seen.Elapsed / Timeout)), always: true),
            Trace = message => pipeline.WriteDebug($"[{cluster.Name}] {message}"),
        };
        try
        {
            IstioStatus status = await ReadyWaiter.WaitAsync(api, cluster, name, options, cancellationToken).ConfigureAwait(false);
            pipeline.WriteVerbose(Messages.Get("IsReady", cluster.Name, name, status.Generation, Durations.Text(status.Elapsed)));
            await pipeline.WriteObjectAsync(status).ConfigureAwait(false);
        }
        catch (ReadyTimeoutException exception)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.NotReadyInTime,
                ErrorCategory.OperationTimeout,
                exception.Status,
                Messages.Get(ErrorId.NotReadyInTime, cluster.Name, name, Durations.Text(Timeout), exception.Status.Reason),
                Messages.Advice(ErrorId.NotReadyInTime, name),
                exception));
        }
    }
}
