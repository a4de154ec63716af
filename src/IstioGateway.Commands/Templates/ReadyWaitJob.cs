using System.Management.Automation;
using IstioGateway.Admission;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Readiness;

namespace IstioGateway.Commands.Templates;

/// <summary>Waits in one cluster, with a line of progress, and turns each way in which it can end into an object or an error.</summary>
internal sealed class ReadyWaitJob(ReadyWaitRequest request, IClusterApi api, IPipeline pipeline)
{
    /// <summary>So many reads fit into any wait, however short, so that a watch that says nothing cannot spoil it.</summary>
    private const int ReadsPerWait = 5;

    private string Cluster => request.Cluster.Name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using ProgressLine progress = new(pipeline, Messages.Get("WaitingForIstio"), Cluster);
        TimeSpan shortPoll = request.Timeout / ReadsPerWait;
        ReadyWaitOptions options = new()
        {
            Timeout = request.Timeout,
            PollInterval = shortPoll < ReadyWaitOptions.DefaultPollInterval ? shortPoll : ReadyWaitOptions.DefaultPollInterval,
            MinimumGeneration = request.Generation,
            Progress = seen => progress.Show(Line(seen), (int)Math.Min(99, 100 * (seen.Elapsed / request.Timeout)), always: true),
            Trace = message => pipeline.WriteDebug($"[{Cluster}] {message}"),
            WatchDenied = denial => pipeline.WarnOf(request.Cluster, "WatchDenied", denial),
            Rollout = request.Goal is null ? null : new RolloutOptions
            {
                Goal = request.Goal,
                Yaml = Adapters.Yaml(),
                FailFast = request.FailFast,
                Probe = request.ProbeNamespace is null ? null : new DryRunProbe(api, Adapters.Yaml(), request.ProbeNamespace)
                {
                    DefaultsUsed = mesh => MeshSettings.TellDefaults(mesh, request.Cluster, pipeline),
                },
                Warn = warning => pipeline.WriteWarning($"[{Cluster}] {warning.Message}"),
                OlderDenied = denial => pipeline.WarnOf(request.Cluster, "OlderUnknown", denial, request.Name),
            },
        };
        IstioStatus status = await WaitAsync(options, cancellationToken).ConfigureAwait(false);
        string elapsed = Durations.Text(status.Elapsed);
        pipeline.WriteVerbose(request.Goal is null
            ? Messages.Get("IsReady", Cluster, request.Name, status.Generation, elapsed)
            : Messages.Get("IsRolledOut", Cluster, request.Name, status.Generation, elapsed, request.Goal.TemplateName));
        await pipeline.WriteObjectAsync(status).ConfigureAwait(false);
    }

    private async Task<IstioStatus> WaitAsync(ReadyWaitOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadyWaiter.WaitAsync(api, request.Cluster, request.Name, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ReadyTimeoutException exception)
        {
            string limit = Durations.Text(request.Timeout);
            string message = request.Goal is null
                ? Messages.Get(ErrorId.NotReadyInTime, Cluster, request.Name, limit, exception.Status.Reason)
                : Messages.Get("NotRolledOutInTime", Cluster, request.Name, limit, exception.Status.Reason, request.Goal.TemplateName);
            throw Error(ErrorId.NotReadyInTime, ErrorCategory.OperationTimeout, message, exception.Status, exception);
        }
        catch (RolloutException exception) when (exception.Error == RolloutError.TemplateReverted)
        {
            string who = exception.Manager is null
                ? Messages.Get("WriterUnknown")
                : Messages.Get("WriterKnown", exception.Manager);
            string message = Messages.Get(ErrorId.TemplateReverted, Cluster, exception.Status.Reason, who);
            throw Error(ErrorId.TemplateReverted, ErrorCategory.ResourceBusy, message, exception.Status, exception);
        }
        catch (RolloutException exception)
        {
            string message = Messages.Get(ErrorId.RolloutFailed, Cluster, request.Goal!.TemplateName, request.Name, exception.Status.Reason);
            throw Error(ErrorId.RolloutFailed, ErrorCategory.InvalidResult, message, exception.Status, exception);
        }
        catch (ClusterException denied) when (request.Goal is not null && denied.Kind == ClusterErrorKind.Forbidden)
        {
            // The plain wait asks for the Istio resource alone, which whoever is denied may well be allowed.
            ErrorRecord record = ErrorRecords.From(denied, request.Cluster, Cluster);
            record.ErrorDetails.RecommendedAction += " " + Messages.Get("ReadyOnlyNeedsLess");
            throw new RecordException(record);
        }
    }

    /// <summary>The stage in progress, and what there is to say of it.</summary>
    private string Line(IstioStatus seen) => request.Goal is null || seen.Ready
        ? Messages.Get("WaitStage", Cluster, seen.Reason)
        : Messages.Get("RolloutStage", Cluster, seen.Stage, seen.Reason);

    private RecordException Error(string id, ErrorCategory category, string message, IstioStatus status, Exception cause) =>
        new(ErrorRecords.Create(id, category, status, message, Messages.Advice(id, request.Name), cause));
}
