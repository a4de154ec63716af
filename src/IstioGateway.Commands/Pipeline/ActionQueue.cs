using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace IstioGateway.Commands.Pipeline;

/// <summary>
/// Carries work from background jobs to the pipeline thread. Posting waits without holding a thread while the queue is full,
/// so that a slow consumer downstream slows the reading of pages; taking blocks the pipeline thread, which has nothing
/// else to do.
/// </summary>
/// <remarks>Its semaphores hold no system handle, and a job left behind may still post: so it is collected, not disposed.</remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "See the remarks.")]
internal sealed class ActionQueue(int capacity)
{
    private readonly ConcurrentQueue<Entry> _entries = new();
    private readonly SemaphoreSlim _free = new(capacity, capacity);
    private readonly SemaphoreSlim _available = new(0);

    /// <summary>Queues an action when there is room.</summary>
    public async Task PostAsync(Action action, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        Enqueue(new Entry(action, HoldsRoom: true, EndsJob: false));
    }

    /// <summary>Queues an action at once, also when the queue is full: for messages, which are few.</summary>
    public void Post(Action action) => Enqueue(new Entry(action, HoldsRoom: false, EndsJob: false));

    /// <summary>Queues the end of a job, with the last thing it has to say.</summary>
    public void PostEnd(Action? lastWords) => Enqueue(new Entry(lastWords, HoldsRoom: false, EndsJob: true));

    /// <summary>Takes the next entry, waiting at most <paramref name="wait"/>.</summary>
    public bool TryTake(TimeSpan wait, [NotNullWhen(true)] out Entry? entry)
    {
        entry = null;
        if (!_available.Wait(wait) || !_entries.TryDequeue(out entry))
        {
            return false;
        }

        if (entry.HoldsRoom)
        {
            _free.Release();
        }

        return true;
    }

    private void Enqueue(Entry entry)
    {
        _entries.Enqueue(entry);
        _available.Release();
    }

    /// <summary>One thing for the pipeline thread to do.</summary>
    internal sealed record Entry(Action? Action, bool HoldsRoom, bool EndsJob);
}
