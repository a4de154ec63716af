using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Readiness;

/// <summary>
/// Waits until an <c>Istio</c> resource is Ready. It reads the resource, then watches it from there and reads it again at an
/// interval: the watch makes it quick, the reads make it certain. After a read that failed or a watch that ended, the next read
/// comes sooner, at a pause that doubles up to the interval for as long as that goes on.
/// </summary>
/// <remarks>
/// A server that cannot be reached, is overloaded or answers nonsense is waited for; it becomes the reason when time runs
/// out. What cannot get better (no such resource, no right, no trust) ends the wait at once.
/// </remarks>
public static class ReadyWaiter
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    // What is left running when the wait is over gets this long to end; the ports promise less than half a second.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="cluster">Its cluster, for the status records; may be <see langword="null"/>.</param>
    /// <param name="name">Name of the <c>Istio</c> resource.</param>
    /// <param name="options">How long, and for which generation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The status that is Ready.</returns>
    /// <exception cref="ArgumentException">The name cannot name a resource, or the timeout or interval is out of range.</exception>
    /// <exception cref="ReadyTimeoutException">Time ran out.</exception>
    /// <exception cref="ClusterException">Something that waiting does not mend.</exception>
    public static async Task<IstioStatus> WaitAsync(
        IClusterApi api, IstioCluster? cluster, string name, ReadyWaitOptions options, CancellationToken cancellationToken)
    {
        IstioResource.CheckName(name);
        bool inRange = options.Timeout > TimeSpan.Zero && options.Timeout <= ReadyWaitOptions.MaximumTimeout;
        if (!inRange || options.PollInterval <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), "The timeout must be above zero and at most 24 days, and the poll interval above zero.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenSource timeout = new(options.Timeout, options.TimeProvider);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Run run = new(api, cluster, name, options);
        try
        {
            return await run.UntilReadyAsync(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A read that is still under way may know what it was waiting for.
            await run.EndAsync(Grace).ConfigureAwait(false);
            throw run.TimedOut();
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await run.EndAsync(Grace).ConfigureAwait(false);
        }
    }

    private sealed class Run(IClusterApi api, IstioCluster? cluster, string name, ReadyWaitOptions options)
    {
        private readonly ResourceRef _resource = new(ResourceType.Istio, name);
        private readonly long _start = options.TimeProvider.GetTimestamp();
        private readonly Channel<Sighting> _sightings =
            Channel.CreateBounded<Sighting>(new BoundedChannelOptions(16) { SingleReader = true });

        private readonly Channel<bool> _watchEnds =
            Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        private Task _poll = Task.CompletedTask;
        private Task _read = Task.CompletedTask;
        private Task? _end;
        private Task _watch = Task.CompletedTask;
        private bool _mayWatch = true;
        private IstioStatus? _last;
        private ClusterException? _lastFailure;
        private int _setbacks;
        private string? _uid;
        private long _newestGeneration;

        private TimeSpan Elapsed => options.TimeProvider.GetElapsedTime(_start);

        public async Task<IstioStatus> UntilReadyAsync(CancellationToken over)
        {
            _poll = PollAsync(over);
            while (true)
            {
                Sighting sighting = await NextAsync(over).ConfigureAwait(false);
                if (sighting.Failure is { } failure)
                {
                    NoteFailure(sighting, failure);
                }
                else if (sighting.Object is { } istio && IsCurrent(sighting, istio))
                {
                    IstioStatus status = Note(istio);
                    if (status.Ready)
                    {
                        return status;
                    }

                    if (!sighting.FromWatch && _mayWatch && _watch.IsCompleted)
                    {
                        await _watch.ConfigureAwait(false);
                        _watch = WatchAsync(istio.Text("metadata", "resourceVersion") ?? "", over);
                    }
                }
            }
        }

        public Task EndAsync(TimeSpan grace) => _end ??= EndOnceAsync(grace);

        private async Task EndOnceAsync(TimeSpan grace)
        {
            Task running = Task.WhenAll(_poll, _watch, NoteUnfinishedAsync(_read));
            if (!running.IsCompleted)
            {
                using CancellationTokenSource enough = new();
                await Task.WhenAny(running, Task.Delay(grace, options.TimeProvider, enough.Token)).ConfigureAwait(false);
                await enough.CancelAsync().ConfigureAwait(false);
            }
        }

        public ReadyTimeoutException TimedOut() => new(
            (_last ?? Unseen("The server gave no answer.")) with { Elapsed = Elapsed }, options.Timeout, _lastFailure);

        // The reads end only with the wait, or by an error that is nobody's to wait for.
        private async Task<Sighting> NextAsync(CancellationToken over)
        {
            Task<Sighting> next = _sightings.Reader.ReadAsync(over).AsTask();
            if (await Task.WhenAny(next, _poll).ConfigureAwait(false) == _poll)
            {
                await _poll.ConfigureAwait(false);
            }

            return await next.ConfigureAwait(false);
        }

        private async Task PollAsync(CancellationToken over)
        {
            try
            {
                while (true)
                {
                    Sighting sighting;
                    try
                    {
                        // WaitAsync: also an implementation that does not listen to the token must not hold us.
                        Task<JsonObject> read = api.ReadAsync(_resource, over);
                        _read = read;
                        sighting = new Sighting(await read.WaitAsync(over).ConfigureAwait(false), null, FromWatch: false);
                    }
                    catch (ClusterException exception)
                    {
                        sighting = new Sighting(null, exception, FromWatch: false);
                    }

                    await _sightings.Writer.WriteAsync(sighting, over).ConfigureAwait(false);
                    bool failed = sighting.Failure is not null;
                    if (!failed && !await WatchEndsWithinAsync(options.PollInterval, over).ConfigureAwait(false))
                    {
                        _setbacks = 0;
                        continue;
                    }

                    TimeSpan pause = ShortestPause * Math.Pow(2, Math.Min(_setbacks++, 16));
                    pause = pause < options.PollInterval ? pause : options.PollInterval;
                    await Task.Delay(pause, options.TimeProvider, over).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // The wait is over.
            }
        }

        private async Task<bool> WatchEndsWithinAsync(TimeSpan interval, CancellationToken over)
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(over);
            Task pause = Task.Delay(interval, options.TimeProvider, either.Token);
            Task<bool> ended = _watchEnds.Reader.ReadAsync(either.Token).AsTask();
            await Task.WhenAny(pause, ended).ConfigureAwait(false);
            await either.CancelAsync().ConfigureAwait(false);
            over.ThrowIfCancellationRequested();
            return ended.IsCompletedSuccessfully;
        }

        /// <summary>A read that the end of the wait cut off says what its last attempt met, if there was one before.</summary>
        private async Task NoteUnfinishedAsync(Task read)
        {
            try
            {
                await read.ConfigureAwait(false);
            }
            catch (OperationCanceledException exception) when (exception.InnerException is ClusterException failure)
            {
                _lastFailure = failure;
                _last = (_last ?? Unseen(failure.Message)) with { Reason = failure.Message, Elapsed = Elapsed };
            }
            catch (Exception exception) when (exception is OperationCanceledException or ClusterException)
            {
                // Nothing that is not known already.
            }
        }

        private async Task WatchAsync(string resourceVersion, CancellationToken over)
        {
            TimeSpan left = options.Timeout - Elapsed;
            TimeSpan keepOpen = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(left.TotalSeconds), 1, LongestWatch.TotalSeconds));
            try
            {
                ClusterException? failure = await ForwardAsync(resourceVersion, keepOpen, over).ConfigureAwait(false);
                if (failure is not null)
                {
                    await _sightings.Writer.WriteAsync(new Sighting(null, failure, FromWatch: true), over).ConfigureAwait(false);
                }

                _watchEnds.Writer.TryWrite(true);
            }
            catch (OperationCanceledException)
            {
                // The wait is over.
            }
        }

        private async Task<ClusterException?> ForwardAsync(string resourceVersion, TimeSpan keepOpen, CancellationToken over)
        {
            try
            {
                IAsyncEnumerable<WatchEvent> events = api.WatchAsync(
                    ResourceType.Istio, null, ResourceSelection.ByName(name), new WatchRequest(resourceVersion, keepOpen), over);
                await foreach (WatchEvent seen in events.WithCancellation(over).ConfigureAwait(false))
                {
                    if (seen.Type is WatchEventType.Added or WatchEventType.Modified)
                    {
                        Sighting sighting = new(seen.Object, null, FromWatch: true);
                        await _sightings.Writer.WriteAsync(sighting, over).ConfigureAwait(false);
                    }
                }

                return null;
            }
            catch (ClusterException exception)
            {
                return exception;
            }
        }

        // A watch may hand out what is older than what was read already, or (behind a broken proxy) something else entirely.
        // A read is the newest there is.
        private bool IsCurrent(Sighting sighting, JsonObject istio)
        {
            string? uid = istio.Text("metadata", "uid");
            long generation = istio.Number("metadata", "generation") ?? 0;
            bool stale = uid == _uid && generation < _newestGeneration;
            if (sighting.FromWatch && (stale || istio.Text("metadata", "name") != name))
            {
                return false;
            }

            (_uid, _newestGeneration) = (uid, generation);
            return true;
        }

        private IstioStatus Note(JsonObject istio)
        {
            IstioStatus judged = IstioReadiness.Evaluate(istio, options.MinimumGeneration);
            IstioStatus status = judged with { Cluster = cluster, Elapsed = Elapsed };
            _last = status;
            _lastFailure = null;
            options.Progress?.Invoke(status);
            return status;
        }

        private void NoteFailure(Sighting sighting, ClusterException failure)
        {
            if (sighting.FromWatch)
            {
                // The next read decides whether anything is wrong beyond the watch, and opens another one.
                _mayWatch &= failure.Kind != ClusterErrorKind.Forbidden;
                string then = _mayWatch ? "the next read opens another one" : "reading at an interval instead";
                options.Trace?.Invoke($"The watch of {_resource} ended ({failure.Message}); {then}.");
                return;
            }

            if (!IsTransient(failure.Kind))
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            _lastFailure = failure;
            _last = (_last ?? Unseen(failure.Message)) with { Reason = failure.Message, Elapsed = Elapsed };
            options.Trace?.Invoke($"{_resource} could not be read ({failure.Message}); still waiting.");
            options.Progress?.Invoke(_last);
        }

        private IstioStatus Unseen(string reason) =>
            new() { Cluster = cluster, Name = name, Ready = false, Stage = ReadyStage.Unseen, Reason = reason };
    }

    private static bool IsTransient(ClusterErrorKind kind) => kind is ClusterErrorKind.Unreachable or ClusterErrorKind.ServerError
        or ClusterErrorKind.TooManyRequests or ClusterErrorKind.Timeout or ClusterErrorKind.BadResponse or ClusterErrorKind.Expired;

    private sealed record Sighting(JsonObject? Object, ClusterException? Failure, bool FromWatch);
}
