using System.Text.Json.Nodes;
using System.Threading.Channels;
using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>
/// Follows one resource: it reads it, watches it from there when told to, and reads it again at an interval. The watch makes it
/// quick, the reads make it certain. After a read that failed or a watch that ended, the next read comes sooner, at a pause that
/// doubles up to the interval for as long as that goes on. Where it may not be watched, the pause between reads begins short and doubles in
/// the same way, so that what comes soon is seen soon.
/// </summary>
/// <param name="api">The connection.</param>
/// <param name="resource">The resource.</param>
/// <param name="options">Pace and clock.</param>
/// <param name="sightings">Where everything that is seen goes.</param>
/// <param name="left">How much of the wait's time is left.</param>
/// <param name="over">Ends it.</param>
internal sealed class ResourceFollower(
    IClusterApi api,
    ResourceRef resource,
    ReadyWaitOptions options,
    ChannelWriter<Sighting> sightings,
    Func<TimeSpan> left,
    CancellationToken over) : IDisposable
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(over);

    private readonly Channel<bool> _watchEnds =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private Task _poll = Task.CompletedTask;
    private Task _read = Task.CompletedTask;
    private Task _watch = Task.CompletedTask;
    private volatile bool _mayWatch = true;
    private string? _watchFrom;
    private int _setbacks;
    private string? _uid;
    private long _newestGeneration;

    /// <summary>The resource that is followed.</summary>
    public ResourceRef Resource => resource;

    /// <summary>The resource as last seen.</summary>
    public JsonObject? Last { get; private set; }

    /// <summary>Why the newest read saw nothing; <see langword="null"/> when it did.</summary>
    public ClusterException? Failure { get; private set; }

    /// <summary>Whether the newest read found no such resource.</summary>
    public bool IsMissing => Failure?.Kind == ClusterErrorKind.ResourceNotFound;

    /// <summary>What the last attempt of a read met that the end of the wait cut off.</summary>
    public ClusterException? Unfinished { get; private set; }

    /// <summary>Begins to read.</summary>
    public void Start() => _poll = PollAsync(_stop.Token);

    /// <summary>Opens a watch from the newest read, unless one is open or nothing was read since it ended.</summary>
    public void Watch()
    {
        if (_mayWatch && _watch.IsCompleted && _watchFrom is string version)
        {
            _watchFrom = null;
            _watch = ForwardWatchAsync(version, _stop.Token);
        }
    }

    /// <summary>Takes note of what it has seen itself.</summary>
    /// <returns>Whether that is news; a watch may hand out what is older than what was read, or something else entirely.</returns>
    public bool Note(Sighting sighting)
    {
        if (sighting.Failure is ClusterException failure)
        {
            NoteFailure(sighting, failure);
            return !sighting.FromWatch;
        }

        JsonObject seen = sighting.Object!;
        string? uid = seen.Text("metadata", "uid");
        long generation = seen.Number("metadata", "generation") ?? 0;
        bool stale = uid == _uid && generation < _newestGeneration;
        bool other = seen.Text("metadata", "name") != resource.Name || (seen.Text("kind") ?? resource.Type.Kind) != resource.Type.Kind;
        if (sighting.FromWatch && (stale || other))
        {
            return false;
        }

        (_uid, _newestGeneration, Last, Failure) = (uid, generation, seen, null);
        if (!sighting.FromWatch)
        {
            _watchFrom = seen.Text("metadata", "resourceVersion") ?? "";
        }

        return true;
    }

    /// <summary>Ends it; what still runs is the caller's to wait for.</summary>
    public Task EndAsync()
    {
        _stop.Cancel();
        return Task.WhenAll(_poll, _watch, NoteUnfinishedAsync(_read));
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void NoteFailure(Sighting sighting, ClusterException failure)
    {
        if (!sighting.FromWatch)
        {
            (Last, Failure) = (failure.Kind == ClusterErrorKind.ResourceNotFound ? null : Last, failure);
            options.Trace?.Invoke($"{resource} could not be read ({failure.Message}); still waiting.");
            return;
        }

        // The next read decides whether anything is wrong beyond the watch, and opens another one.
        string then = _mayWatch ? "the next read opens another one" : "reading at an interval instead";
        options.Trace?.Invoke($"The watch of {resource} ended ({failure.Message}); {then}.");
    }

    private async Task PollAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                Sighting sighting = await ReadAsync(stop).ConfigureAwait(false);
                await sightings.WriteAsync(sighting, stop).ConfigureAwait(false);
                if (sighting.Failure is not (null or ClusterException))
                {
                    return;
                }

                bool failed = sighting.Failure is not null;
                if (!failed && _mayWatch && !await WatchEndsWithinAsync(options.PollInterval, stop).ConfigureAwait(false))
                {
                    _setbacks = 0;
                    continue;
                }

                TimeSpan pause = ShortestPause * Math.Pow(2, Math.Min(_setbacks++, 16));
                pause = pause < options.PollInterval ? pause : options.PollInterval;
                await Task.Delay(pause, options.TimeProvider, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to know any more.
        }
    }

    private async Task<Sighting> ReadAsync(CancellationToken stop)
    {
        try
        {
            // WaitAsync: also an implementation that does not listen to the token must not hold us.
            Task<JsonObject> read = api.ReadAsync(resource, stop);
            _read = read;
            return new Sighting(this) { Object = await read.WaitAsync(stop).ConfigureAwait(false) };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new Sighting(this) { Failure = exception };
        }
    }

    private async Task<bool> WatchEndsWithinAsync(TimeSpan interval, CancellationToken stop)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task pause = Task.Delay(interval, options.TimeProvider, either.Token);
        Task<bool> ended = _watchEnds.Reader.ReadAsync(either.Token).AsTask();
        await Task.WhenAny(pause, ended).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
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
            Unfinished = failure;
        }
        catch (Exception)
        {
            // Nothing that is not known already: the poll has told it.
        }
    }

    private async Task ForwardWatchAsync(string resourceVersion, CancellationToken stop)
    {
        TimeSpan keepOpen = TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(left().TotalSeconds), 1, LongestWatch.TotalSeconds));
        try
        {
            Exception? failure = await ForwardAsync(resourceVersion, keepOpen, stop).ConfigureAwait(false);
            if (failure is ClusterException { Kind: ClusterErrorKind.Forbidden } denied)
            {
                // Told here, and not with the sighting, which nobody may take any more when the wait ends before.
                _mayWatch = false;
                options.WatchDenied?.Invoke(Denial.About(denied, "watch", resource));
            }

            if (failure is not null)
            {
                await sightings.WriteAsync(new Sighting(this) { Failure = failure, FromWatch = true }, stop).ConfigureAwait(false);
            }

            _watchEnds.Writer.TryWrite(true);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to know any more.
        }
    }

    private async Task<Exception?> ForwardAsync(string resourceVersion, TimeSpan keepOpen, CancellationToken stop)
    {
        try
        {
            IAsyncEnumerable<WatchEvent> events = api.WatchAsync(
                resource.Type,
                resource.Namespace,
                ResourceSelection.ByName(resource.Name),
                new WatchRequest(resourceVersion, keepOpen),
                stop);
            await foreach (WatchEvent seen in events.WithCancellation(stop).ConfigureAwait(false))
            {
                if (seen.Type is WatchEventType.Added or WatchEventType.Modified)
                {
                    Sighting sighting = new(this) { Object = seen.Object, FromWatch = true };
                    await sightings.WriteAsync(sighting, stop).ConfigureAwait(false);
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exception;
        }
    }
}
