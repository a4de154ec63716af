using IstioGateway.Clusters;

namespace IstioGateway.Workloads;

/// <summary>
/// Recreates one pod: evicts it, and waits until another one of the same workload is Ready. What was made in its place and is known
/// not to start ends the wait at once, so that nobody goes on to the next pod.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="cluster">What the results name as theirs.</param>
/// <param name="pace">How long, and how often.</param>
public sealed class PodRecreator(IClusterApi api, IstioCluster? cluster, RestartPace pace)
{
    /// <summary>Recreates a pod.</summary>
    /// <param name="pod">The pod; it has an owner.</param>
    /// <param name="cancellationToken">Ends it, with what is then done.</param>
    /// <returns>The pod and the one in its place; <see langword="null"/> if the pod was gone already.</returns>
    /// <exception cref="RestartException">It was not recreated.</exception>
    /// <exception cref="ClusterException">Something that waiting does not mend, such as a right that is missing.</exception>
    public async Task<GatewayRestart?> RecreateAsync(GatewayWorkloadStatus pod, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(pace.Timeout, pace.TimeProvider);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Attempt attempt = new(api, cluster, pace, pod);
        try
        {
            return await attempt.RunAsync(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw attempt.TimedOut();
        }
    }

    /// <summary>The recreation of one pod.</summary>
    private sealed class Attempt(IClusterApi api, IstioCluster? cluster, RestartPace pace, GatewayWorkloadStatus pod)
    {
        private readonly long _start = pace.TimeProvider.GetTimestamp();
        private readonly PodEvictor _evictor = new(api, pace);
        private HashSet<string> _before = [];
        private bool _evicted;
        private GatewayWorkloadStatus? _seen;
        private ClusterException? _unread;

        public async Task<GatewayRestart?> RunAsync(CancellationToken over)
        {
            IReadOnlyList<GatewayWorkloadStatus> before = await ReadAsync(over).ConfigureAwait(false);
            if (!IsAmong(before))
            {
                return null;
            }

            _before = [.. before.Select(other => other.Uid)];
            pace.Progress?.Invoke($"{pod.Pod}: evicting it");
            await EvictAsync(over).ConfigureAwait(false);
            _evicted = true;
            try
            {
                return await ReplacedAsync(over).ConfigureAwait(false);
            }
            catch (ClusterException failure)
            {
                throw Error(
                    RestartError.ReplacementUnseen, $"The pod was evicted, and what was made in its place cannot be seen. {failure.Message}", failure);
            }
        }

        public RestartException TimedOut()
        {
            if (_evicted)
            {
                string state = _unread is not null ? $" The last look failed: {_unread.Message}"
                    : _seen is null ? " No pod was made in its place."
                    : $" {_seen.Pod}: {_seen.Reason}";
                return Error(RestartError.NotReadyInTime, $"The pod was evicted, and none in its place was Ready in time.{state}", _unread);
            }

            return _evictor is { IsForbidden: true, Last: { } refusal } ? Blocked(refusal)
                : _evictor.MayHaveActed ? Error(RestartError.NoAnswer, $"No answer says whether the pod was evicted. {_evictor.Last?.Message}".TrimEnd(), _evictor.Last)
                : Error(RestartError.NoAnswer, $"The API server did not take the eviction in time. {_evictor.Last?.Message}".TrimEnd(), _evictor.Last);
        }

        private bool IsAmong(IReadOnlyList<GatewayWorkloadStatus> pods) =>
            pods.Any(other => other.Uid == pod.Uid && other.Pod == pod.Pod && !other.IsLeaving);

        private async Task<bool?> IsThereAsync(CancellationToken over)
        {
            try
            {
                return IsAmong(await ReadAsync(over).ConfigureAwait(false));
            }
            catch (ClusterException failure) when (failure.Kind.IsTransient())
            {
                return null;
            }
        }

        private async Task EvictAsync(CancellationToken over)
        {
            try
            {
                await _evictor.EvictAsync(pod, IsThereAsync, over).ConfigureAwait(false);
            }
            catch (ClusterException failure) when (PodEvictor.HasTwoBudgets(failure))
            {
                throw Blocked(failure);
            }
            catch (ClusterException failure) when (_evictor.MayHaveActed)
            {
                throw Error(RestartError.NoAnswer, $"No answer says whether the pod was evicted. {failure.Message}", failure);
            }
        }

        private async Task<GatewayRestart> ReplacedAsync(CancellationToken over)
        {
            RestartPauses pauses = new(pace);
            while (true)
            {
                IReadOnlyList<GatewayWorkloadStatus> made = await LookAsync(over).ConfigureAwait(false);
                _seen = made.FirstOrDefault(other => other.Ready) ?? made.FirstOrDefault(other => !CannotStart(other)) ?? (made is [{ } first, ..] ? first : null);
                if (_seen is { Ready: true })
                {
                    return Result(GatewayRestartAction.Recreated);
                }

                if (_seen is not null && CannotStart(_seen))
                {
                    throw Error(RestartError.ReplacementFailed, $"{_seen.Pod}, made in its place, does not start. {_seen.Reason} {_seen.Advice}".TrimEnd());
                }

                pace.Progress?.Invoke(_seen is null ? $"{pod.Pod}: no pod in its place yet" : $"{_seen.Pod}: {_seen.Reason}");
                await pauses.NextAsync(over).ConfigureAwait(false);
            }
        }

        /// <summary>The pods made since; what cannot be read just now is read again later.</summary>
        private async Task<IReadOnlyList<GatewayWorkloadStatus>> LookAsync(CancellationToken over)
        {
            try
            {
                IReadOnlyList<GatewayWorkloadStatus> now = await ReadAsync(over).ConfigureAwait(false);
                _unread = null;
                return [.. now.Where(other => !other.IsLeaving && !_before.Contains(other.Uid))];
            }
            catch (ClusterException failure) when (failure.Kind.IsTransient())
            {
                _unread = failure;
                return [];
            }
        }

        private async Task<IReadOnlyList<GatewayWorkloadStatus>> ReadAsync(CancellationToken over)
        {
            string name = pod.Owner[(pod.Owner.IndexOf('/', StringComparison.Ordinal) + 1)..];
            WorkloadQuery query = new() { Namespaces = [pod.Namespace], AcceptsName = other => other == name };
            WorkloadReader reader = new(api, cluster);
            IReadOnlyList<GatewayWorkloadStatus> found = await reader.ReadAsync(query, over).ConfigureAwait(false);
            foreach (WorkloadGap gap in reader.Gaps)
            {
                pace.Gap?.Invoke(gap);
            }

            return [.. found.Where(other => other.Owner == pod.Owner && other.Pod.Length > 0)];
        }

        /// <summary>
        /// Whether a pod has shown that it does not start. By the rule alone it is not given up: a kernel may have the sysctl whatever
        /// its number says, and then the pod starts.
        /// </summary>
        private static bool CannotStart(GatewayWorkloadStatus other) => other.CanStart == false
            && (other.Trouble is PodTroubleKind.SysctlUnknown or PodTroubleKind.NonRootPolicy
                || (other.Kind == GatewayWorkloadKind.Injected && !other.Injected));

        private RestartException Blocked(ClusterException refusal) =>
            Error(RestartError.Blocked, PodEvictor.Words(refusal), refusal);

        private RestartException Error(RestartError error, string message, Exception? cause = null) => new(
            error,
            Result(_evicted ? GatewayRestartAction.NotReplaced : GatewayRestartAction.Blocked),
            message,
            cause);

        private GatewayRestart Result(GatewayRestartAction action) => GatewayRestart.Of(pod, action) with
        {
            NewPod = _seen?.Pod ?? "",
            NewNode = _seen?.Node ?? "",
            NewKernelVersion = _seen?.KernelVersion ?? "",
            HasSysctl = _seen?.HasSysctl,
            Ready = _seen?.Ready ?? false,
            Elapsed = pace.TimeProvider.GetElapsedTime(_start),
        };
    }
}
