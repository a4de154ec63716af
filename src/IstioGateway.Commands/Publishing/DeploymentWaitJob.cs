using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Publishing;

namespace IstioGateway.Commands.Publishing;

/// <summary>Waits for Deployments of one cluster, side by side, and turns each that does not get ready into one error.</summary>
internal sealed class DeploymentWaitJob(IstioCluster cluster, IClusterApi api, IPipeline pipeline)
{
    /// <summary>So many reads fit into any wait, however short, so that a watch that says nothing cannot spoil it.</summary>
    private const int ReadsPerWait = 5;

    /// <summary>Waits.</summary>
    /// <param name="deployments">What to wait for.</param>
    /// <param name="left">How long.</param>
    /// <param name="timeout">How long all may take that the command does, for messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task RunAsync(IReadOnlyList<DeploymentTarget> deployments, TimeSpan left, TimeSpan timeout, CancellationToken cancellationToken) =>
        Task.WhenAll(deployments.Select(deployment => WaitAsync(
            deployment, left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1), timeout, cancellationToken)));

    private async Task WaitAsync(DeploymentTarget deployment, TimeSpan left, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string name = $"{deployment.Resource.Namespace}/{deployment.Resource.Name}";
        using ProgressLine progress = new(pipeline, Messages.Get("WaitingForDeployment"), $"{cluster.Name} {name}");
        TimeSpan shortPoll = left / ReadsPerWait;
        DeploymentWaitOptions options = new()
        {
            Timeout = left,
            PollInterval = shortPoll < Readiness.ReadyWaitOptions.DefaultPollInterval ? shortPoll : Readiness.ReadyWaitOptions.DefaultPollInterval,
            MinimumGeneration = deployment.Generation,
            Progress = words => progress.Show($"{cluster.Name}: {name}: {words}", always: true),
            Trace = message => pipeline.WriteDebug($"[{cluster.Name}] {message}"),
            WatchDenied = denial => pipeline.WarnOf(cluster, "WatchDenied", denial),
            LookDenied = denial => pipeline.WarnOf(cluster, "PodsUnknown", denial),
        };
        try
        {
            string done = await new DeploymentWait(api, cluster, deployment.Resource, options).RunAsync(cancellationToken).ConfigureAwait(false);
            pipeline.WriteVerbose(Messages.Get("DeploymentReady", cluster.Name, name, done));
        }
        catch (DeploymentNotReadyException exception)
        {
            await pipeline.WriteErrorAsync(Error(deployment, name, timeout, exception)).ConfigureAwait(false);
        }
        catch (ClusterException exception)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(exception, deployment.Record, cluster.Name)).ConfigureAwait(false);
        }
    }

    private ErrorRecord Error(DeploymentTarget deployment, string name, TimeSpan timeout, DeploymentNotReadyException exception)
    {
        (string id, ErrorCategory category) = exception.Cause switch
        {
            NotReadyCause.SysctlUnknown => (ErrorId.SysctlNotKnown, ErrorCategory.ResourceUnavailable),
            NotReadyCause.NotInjected => (ErrorId.GatewayNotInjected, ErrorCategory.InvalidResult),
            NotReadyCause.Timeout => (ErrorId.GatewayNotReady, ErrorCategory.OperationTimeout),
            _ => (ErrorId.GatewayNotReady, ErrorCategory.InvalidResult),
        };
        string words = exception.Cause is NotReadyCause.SysctlUnknown or NotReadyCause.NotInjected ? "" : exception.Message;
        string all = string.Join(' ', Words(exception).Prepend(words).Where(text => text.Length > 0));
        string message = exception.Cause == NotReadyCause.Timeout
            ? Messages.Get("GatewayNotReadyInTime", cluster.Name, name, Durations.Text(timeout), all)
            : Messages.Get(id == ErrorId.GatewayNotInjected ? "GatewayPodsNotInjected" : id, cluster.Name, name, all);
        return ErrorRecords.Create(id, category, deployment.Record, message, Advice(id, deployment.Resource, exception), exception);
    }

    /// <summary>What the server and the pods say: refusals, and of each pod the judgement, or its own words where there is none.</summary>
    private static IEnumerable<string> Words(DeploymentNotReadyException exception)
    {
        foreach (string refusal in exception.Look?.Refusals ?? [])
        {
            yield return Messages.Get("PodsRefused", refusal.TrimEnd('.'));
        }

        foreach (PodComplaint pod in exception.Look?.Pods ?? [])
        {
            GatewayWorkloadStatus? judged = exception.Pods.FirstOrDefault(status => status.Pod == pod.Pod);
            yield return judged is null ? pod.ToString() : $"{pod.Pod}{(judged.Node.Length == 0 ? "" : $" on {judged.Node}")}: {judged.Reason}";
        }
    }

    private static string Advice(string id, ResourceRef resource, DeploymentNotReadyException exception)
    {
        GatewayWorkloadStatus[] sick = [.. exception.Pods.Where(pod => exception.Look?.Pods.Any(complaint => complaint.Pod == pod.Pod) == true)];
        if (id == ErrorId.SysctlNotKnown)
        {
            bool mended = sick.Length > 0 && sick.All(pod => pod.Action == GatewayWorkloadAction.Recreate);
            return mended
                ? Messages.Get("SysctlMendedAdvice", resource.Name, resource.Namespace)
                : Messages.Advice(id, resource.Name, resource.Namespace)!;
        }

        string own = string.Join(' ', sick.Select(pod => pod.Advice).Where(advice => !string.IsNullOrEmpty(advice)).Distinct(StringComparer.Ordinal));
        string general = id == ErrorId.GatewayNotInjected
            ? Messages.Get("GatewayPodsNotInjectedAdvice", resource.Name, resource.Namespace)
            : Messages.Advice(id, resource.Name, resource.Namespace)!;
        return $"{own} {general}".Trim();
    }
}
