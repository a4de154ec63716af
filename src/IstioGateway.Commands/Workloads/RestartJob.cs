using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Workloads;

namespace IstioGateway.Commands.Workloads;

/// <summary>
/// Recreates the pods of one cluster's gateways in the order that makes it safe: read, judge, ask whether it is allowed, say what
/// will be done and ask whether it is wanted, then one pod after the other. A workload whose pod is not replaced is left at that.
/// </summary>
internal sealed class RestartJob(RestartRequest request, IClusterApi api, IPipeline pipeline)
{
    private readonly WorkloadInventory _inventory = new(request.Cluster, api, pipeline);
    private readonly Dictionary<string, ClusterException?> _denials = new(StringComparer.Ordinal);

    private string Cluster => request.Cluster.Name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (WorkloadRestart workload in await PlanAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (RestartObjection objection in workload.Objections)
            {
                await pipeline.WriteErrorAsync(Refused(objection)).ConfigureAwait(false);
            }

            if (workload.Pods.Count > 0 && await MayAsync(workload, cancellationToken).ConfigureAwait(false))
            {
                await RestartAsync(workload, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads and judges, within the time that one pod may take.</summary>
    private async Task<IReadOnlyList<WorkloadRestart>> PlanAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(request.Timeout);
        IReadOnlyList<GatewayWorkloadStatus> found =
            await _inventory.ReadAsync(request.Namespaces, request.Names, limit.Token).ConfigureAwait(false);
        IReadOnlyList<WorkloadRestart> plans =
            await new RestartPlanner(_inventory.Reader, request.Choice).PlanAsync(found, request.IsMeant, limit.Token).ConfigureAwait(false);
        _inventory.TellGaps();
        if (plans.Count == 0)
        {
            pipeline.WriteVerbose(Messages.Get("RestartNothing", Cluster, found.Count));
        }

        return plans;
    }

    /// <summary>Finds out that the evictions would be denied while nothing is done yet; the question gets no more time than a pod.</summary>
    private async Task<bool> MayAsync(WorkloadRestart workload, CancellationToken cancellationToken)
    {
        AccessQuestion question = new("create", ResourceType.Pod, Namespace: workload.Namespace, Subresource: "eviction");
        bool isNew = !_denials.TryGetValue(workload.Namespace, out ClusterException? denial);
        if (isNew)
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(request.Timeout);
            denial = await AccessCheck.DenialAsync(api, Cluster, question, pipeline, limit.Token).ConfigureAwait(false);
            _denials[workload.Namespace] = denial;
        }

        if (denial is null)
        {
            return true;
        }

        if (request.OnlyAsking)
        {
            if (isNew)
            {
                pipeline.WriteWarning(Messages.Get(
                    "PatchWouldNotBeAllowed", Cluster, question.Verb, AccessCheck.What(question), Messages.Advice(ErrorId.PermissionDenied, RbacRule.For(denial))));
            }

            return true;
        }

        if (isNew)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(denial, workload.Pods[0], Cluster)).ConfigureAwait(false);
        }

        return false;
    }

    private async Task RestartAsync(WorkloadRestart workload, CancellationToken cancellationToken)
    {
        Consent consent = await AskAsync(workload).ConfigureAwait(false);
        if (consent == Consent.OnlyAsking)
        {
            // What would be done goes on down the pipeline, marked as a dry run, so that the whole pipeline can be rehearsed.
            foreach (GatewayWorkloadStatus pod in workload.Pods)
            {
                await pipeline.WriteObjectAsync(GatewayRestart.Of(pod, GatewayRestartAction.WouldRecreate)).ConfigureAwait(false);
            }
        }
        else if (consent == Consent.Given)
        {
            await RecreateAllAsync(workload, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RecreateAllAsync(WorkloadRestart workload, CancellationToken cancellationToken)
    {
        using ProgressLine progress = new(pipeline, Messages.Get("RestartingPods"), Cluster);
        int done = 0;
        RestartPace pace = new()
        {
            Timeout = request.Timeout,
            Progress = text => progress.Show(Messages.Get("RestartStage", Cluster, workload, text), 100 * done / workload.Pods.Count),
            Gap = TellDenied,
        };
        PodRecreator recreator = new(api, request.Cluster, pace);
        try
        {
            foreach (GatewayWorkloadStatus pod in workload.Pods)
            {
                await WriteAsync(pod, await recreator.RecreateAsync(pod, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                done++;
            }
        }
        catch (RestartException failure)
        {
            await pipeline.WriteErrorAsync(Failed(workload, failure)).ConfigureAwait(false);
        }
        catch (ClusterException failure)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(failure, workload.Pods[done], Cluster)).ConfigureAwait(false);
        }
    }

    /// <summary>A look that failed otherwise is repeated soon, and is no news.</summary>
    private void TellDenied(WorkloadGap gap)
    {
        if (gap.Failure.Kind == ClusterErrorKind.Forbidden)
        {
            _inventory.Tell(gap);
        }
    }

    private Task WriteAsync(GatewayWorkloadStatus pod, GatewayRestart? restart)
    {
        if (restart is null)
        {
            pipeline.WriteVerbose(Messages.Get("RestartGone", Cluster, pod.Namespace, pod.Pod));
            return Task.CompletedTask;
        }

        pipeline.WriteVerbose(Messages.Get(
            "RestartDone", Cluster, pod.Namespace, pod.Pod, restart.NewPod, restart.NewNode, Durations.Text(restart.Elapsed)));
        return pipeline.WriteObjectAsync(restart);
    }

    private Task<Consent> AskAsync(WorkloadRestart workload)
    {
        object?[] facts = [workload.Pods.Count, workload.PodCount, workload, Cluster, request.Cluster.Server];
        string details = string.Join('\n', Details(workload));
        return pipeline.ShouldProcessAsync(
            $"{Messages.Get("RestartDescription", facts)}\n{details}", $"{Messages.Get("RestartWarning", facts)}\n{details}", Messages.Get("RestartCaption"));
    }

    private static IEnumerable<string> Details(WorkloadRestart workload)
    {
        foreach (GatewayWorkloadStatus pod in workload.Pods)
        {
            yield return pod.Node.Length == 0
                ? Messages.Get("RestartPodUnplaced", pod.Pod, pod.Reason)
                : Messages.Get("RestartPod", pod.Pod, pod.Node, pod.KernelVersion.Length == 0 ? "?" : pod.KernelVersion, pod.Reason);
        }

        if (workload.ReadyCount == 1 && workload.Pods.Any(pod => pod.Ready))
        {
            yield return Messages.Get("RestartOnlyReady");
        }
    }

    private ErrorRecord Refused(RestartObjection objection) => ErrorRecords.Create(
        ErrorId.RestartRefused,
        ErrorCategory.InvalidOperation,
        objection.Pods[0],
        Messages.Get(ErrorId.RestartRefused, Cluster, string.Join(", ", objection.Pods), objection.Reason),
        // Without a pod there is nothing to force.
        objection.Pods[0].Pod.Length == 0 ? objection.Advice : Messages.Advice(ErrorId.RestartRefused, objection.Advice)?.TrimStart());

    /// <summary>What keeps the replacement from being seen is to be mended first, and is the cause in the server's words.</summary>
    private ErrorRecord Unseen(WorkloadRestart workload, RestartException failure)
    {
        GatewayRestart restart = failure.Restart;
        string? cure = failure.InnerException is ClusterException cause
            ? ErrorRecords.From(cause, restart, Cluster).ErrorDetails.RecommendedAction
            : null;
        return ErrorRecords.Create(
            ErrorId.RestartFailed,
            ErrorCategory.ReadError,
            restart,
            Messages.Get(ErrorId.RestartFailed, Cluster, restart.Namespace, restart.Pod, workload.Owner, failure.Message),
            $"{cure} {Messages.Advice(ErrorId.RestartFailed, restart.Namespace)}".TrimStart(),
            failure);
    }

    private ErrorRecord Failed(WorkloadRestart workload, RestartException failure)
    {
        GatewayRestart restart = failure.Restart;
        string limit = Durations.Text(request.Timeout);
        return failure.Error switch
        {
            RestartError.Blocked => ErrorRecords.Create(
                ErrorId.RestartBlocked,
                ErrorCategory.ResourceBusy,
                restart,
                Messages.Get(ErrorId.RestartBlocked, Cluster, restart.Namespace, restart.Pod, limit, workload.Owner, failure.Message),
                Messages.Advice(ErrorId.RestartBlocked, restart.Namespace),
                failure),
            RestartError.ReplacementUnseen => Unseen(workload, failure),
            _ => ErrorRecords.Create(
                ErrorId.RestartFailed,
                failure.Error == RestartError.ReplacementFailed ? ErrorCategory.InvalidResult : ErrorCategory.OperationTimeout,
                restart,
                Messages.Get(ErrorId.RestartFailed, Cluster, restart.Namespace, restart.Pod, workload.Owner, failure.Message),
                Messages.Advice(ErrorId.RestartFailed, restart.Namespace),
                failure),
        };
    }
}
