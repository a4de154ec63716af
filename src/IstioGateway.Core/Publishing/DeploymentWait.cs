using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using IstioGateway.Clusters;
using IstioGateway.Readiness;
using IstioGateway.Workloads;

namespace IstioGateway.Publishing;

/// <summary>
/// Waits until a Deployment is rolled out. The Deployment is read and watched; its pods are looked at now and then while it is not
/// done, so that what waiting surely does not mend ends the wait at once, and the rest is told in the pods' own words when time runs out.
/// </summary>
/// <param name="api">The connection.</param>
/// <param name="cluster">Its cluster, for the records.</param>
/// <param name="resource">The Deployment.</param>
/// <param name="options">How to wait.</param>
internal sealed class DeploymentWait(IClusterApi api, IstioCluster? cluster, ResourceRef resource, DeploymentWaitOptions options)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(250);

    /// <summary>So long the last look may take when time is up.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Channel<Sighting> _sightings = Channel.CreateBounded<Sighting>(new BoundedChannelOptions(16) { SingleReader = true });
    private readonly long _start = options.TimeProvider.GetTimestamp();
    private TimeSpan _pause = FirstLook < options.PollInterval ? FirstLook : options.PollInterval;
    private string _words = "";
    private PodsLook? _look;
    private ClusterException? _failure;

    /// <summary>Waits.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the Deployment said when it was done.</returns>
    /// <exception cref="DeploymentNotReadyException">It is not rolled out: time ran out, or waiting does not help.</exception>
    /// <exception cref="ClusterException">The Deployment may not be read, or the server cannot be trusted.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(options.Timeout, options.TimeProvider);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        ReadyWaitOptions pace = new()
        {
            PollInterval = options.PollInterval,
            TimeProvider = options.TimeProvider,
            Trace = options.Trace,
            WatchDenied = options.WatchDenied,
        };
        using ResourceFollower follower = new(
            api, resource, pace, _sightings.Writer, () => options.Timeout - options.TimeProvider.GetElapsedTime(_start), over.Token);
        follower.Start();
        try
        {
            return await UntilDoneAsync(follower, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            await follower.EndAsync().ConfigureAwait(false);
            _failure = follower.Unfinished ?? _failure;
            throw await NotReadyAsync(NotReadyCause.Timeout, _failure?.Message ?? _words, follower.Last, cancellationToken).ConfigureAwait(false);
        }
        catch (HopelessException hopeless)
        {
            throw await NotReadyAsync(hopeless.Cause, hopeless.Message, follower.Last, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await follower.EndAsync().ConfigureAwait(false);
        }
    }

    private async Task<string> UntilDoneAsync(ResourceFollower follower, CancellationToken over)
    {
        Task<Sighting> next = _sightings.Reader.ReadAsync(over).AsTask();
        Task<PodsLook?> look = LookAsync(follower, over);
        while (true)
        {
            await Task.WhenAny(next, look).ConfigureAwait(false);
            if (next.IsCompleted)
            {
                if (Judge(follower, await next.ConfigureAwait(false)) is { } done)
                {
                    return done;
                }

                next = _sightings.Reader.ReadAsync(over).AsTask();
            }

            if (look.IsCompleted)
            {
                Consider(await look.ConfigureAwait(false));
                look = LookAsync(follower, over);
            }
        }
    }

    /// <summary>Takes note of a sighting.</summary>
    /// <returns>The Deployment's words when it is done.</returns>
    private string? Judge(ResourceFollower follower, Sighting sighting)
    {
        bool mayPass = sighting.FromWatch
            || sighting.Failure is null or ClusterException { Kind: ClusterErrorKind.ResourceNotFound }
            || (sighting.Failure is ClusterException { Kind: var kind } && kind.IsTransient());
        if (!mayPass)
        {
            ExceptionDispatchInfo.Throw(sighting.Failure!);
        }

        if (!follower.Note(sighting))
        {
            return null;
        }

        if (follower.IsMissing)
        {
            throw new HopelessException(NotReadyCause.Gone, "It is not there any more.");
        }

        if ((_failure = follower.Failure) is not null || follower.Last is not { } deployment)
        {
            Say(_failure?.Message ?? "");
            return null;
        }

        follower.Watch();
        DeploymentRollout rollout = DeploymentRollout.Of(deployment, options.MinimumGeneration);
        Say(rollout.Words);
        return rollout.Overdue ? throw new HopelessException(NotReadyCause.Overdue, rollout.Words) : rollout.Done ? rollout.Words : null;
    }

    /// <summary>The pods after a pause that doubles up to the interval; nothing where they cannot be listed just now.</summary>
    private async Task<PodsLook?> LookAsync(ResourceFollower follower, CancellationToken over)
    {
        await Task.Delay(_pause, options.TimeProvider, over).ConfigureAwait(false);
        _pause = _pause * 2 < options.PollInterval ? _pause * 2 : options.PollInterval;
        if (follower.Last is not { } deployment || (deployment.Number("status", "observedGeneration") ?? 0) < options.MinimumGeneration)
        {
            return null;
        }

        try
        {
            return await PodsLook.TakeAsync(api, Whole(deployment), NoteUnread, over).ConfigureAwait(false);
        }
        catch (ClusterException exception)
        {
            NoteUnread($"pods of {resource}", exception);
            return null;
        }
    }

    private void Consider(PodsLook? look)
    {
        if (look is null)
        {
            return;
        }

        _look = look;
        if (look.Hopeless is { } hopeless)
        {
            throw new HopelessException(
                hopeless.Kind == PodComplaintKind.SysctlUnknown ? NotReadyCause.SysctlUnknown : NotReadyCause.NotInjected, hopeless.ToString());
        }
    }

    private async Task<DeploymentNotReadyException> NotReadyAsync(
        NotReadyCause cause, string words, JsonObject? deployment, CancellationToken cancellationToken)
    {
        using CancellationTokenSource grace = new(Grace, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, cancellationToken);
        IReadOnlyList<GatewayWorkloadStatus> pods = [];
        try
        {
            if (cause != NotReadyCause.Gone && deployment is not null)
            {
                _look = await PodsLook.TakeAsync(api, Whole(deployment), NoteUnread, either.Token).ConfigureAwait(false);
                WorkloadQuery query = new() { Namespaces = [resource.Namespace!], AcceptsName = name => name == resource.Name };
                WorkloadReader reader = new(api, cluster);
                pods = await reader.ReadAsync(query, either.Token).ConfigureAwait(false);
                foreach (WorkloadGap gap in reader.Gaps)
                {
                    NoteUnread($"surroundings of the pods of {resource}", gap.Failure);
                }
            }
        }
        catch (ClusterException exception)
        {
            NoteUnread($"pods of {resource}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            options.Trace?.Invoke($"The pods of {resource} could not be looked at ({exception.Message}).");
        }

        return new DeploymentNotReadyException(cause, words, _failure) { Look = _look, Pods = pods };
    }

    private void NoteUnread(string what, ClusterException failure)
    {
        if (failure.Kind == ClusterErrorKind.Forbidden)
        {
            options.LookDenied?.Invoke(failure);
        }

        options.Trace?.Invoke($"The {what} could not be read ({failure.Message}).");
    }

    /// <summary>The Deployment as a read of it alone would have it, for its readers look at its kind.</summary>
    private static JsonObject Whole(JsonObject deployment)
    {
        JsonObject whole = deployment.DeepClone().AsObject();
        whole["apiVersion"] ??= ResourceType.Deployment.ApiVersion;
        whole["kind"] ??= ResourceType.Deployment.Kind;
        return whole;
    }

    private void Say(string words)
    {
        if (words != _words)
        {
            _words = words;
            options.Progress?.Invoke(words);
        }
    }

    /// <summary>Ends the wait from within.</summary>
    private sealed class HopelessException(NotReadyCause cause, string message) : Exception(message)
    {
        public NotReadyCause Cause { get; } = cause;
    }
}
