using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Objects that one controller has to look at, each once however often it was named meanwhile, and never two at a time. What is
/// waiting when a step begins takes that step's time together. A failure is tried again after a pause that doubles.
/// </summary>
internal sealed class WorkQueue(ControllerContext context, string name, Func<ObjectKey, CancellationToken, Task> work)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly HashSet<ObjectKey> _waiting = [];
    private readonly Dictionary<ObjectKey, DateTimeOffset> _later = [];
    private readonly Dictionary<ObjectKey, TimeSpan> _pauses = [];
    private TaskCompletionSource _signal = NewSignal();

    /// <summary>Has an object looked at.</summary>
    public void Add(ObjectKey key)
    {
        lock (_gate)
        {
            if (_waiting.Add(key))
            {
                _signal.TrySetResult();
            }
        }
    }

    /// <summary>Has an object looked at after a time.</summary>
    public void AddAfter(ObjectKey key, TimeSpan delay)
    {
        lock (_gate)
        {
            DateTimeOffset due = context.Clock.GetUtcNow() + delay;
            if (!_later.TryGetValue(key, out DateTimeOffset present) || due < present)
            {
                _later[key] = due;
                _signal.TrySetResult();
            }
        }
    }

    /// <summary>Works until the token ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitAsync(cancellationToken).ConfigureAwait(false);
                ObjectKey[] batch = [];
                if (HasWork())
                {
                    await context.WorkAsync(cancellationToken).ConfigureAwait(false);
                    batch = Take();
                }

                foreach (ObjectKey key in batch)
                {
                    await WorkAsync(key, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private async Task WorkAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            await work(key, cancellationToken).ConfigureAwait(false);
            _pauses.Remove(key);
        }
        catch (ClusterException failure)
        {
            context.Trace($"{name} {key.Path}: {failure.Message}");
            TimeSpan pause = _pauses.TryGetValue(key, out TimeSpan last) ? last * 2 : FirstPause;
            _pauses[key] = pause < LongestPause ? pause : LongestPause;
            AddAfter(key, _pauses[key]);
        }
    }

    /// <summary>Returns when something waits or has become due.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        Task signal;
        TimeSpan pause;
        lock (_gate)
        {
            pause = _later.Count == 0 ? Timeout.InfiniteTimeSpan : _later.Values.Min() - context.Clock.GetUtcNow();
            if (_waiting.Count > 0 || (_later.Count > 0 && pause <= TimeSpan.Zero))
            {
                return;
            }

            _signal = NewSignal();
            signal = _signal.Task;
        }

        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(signal, Task.Delay(pause, context.Clock, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private bool HasWork()
    {
        lock (_gate)
        {
            DateTimeOffset now = context.Clock.GetUtcNow();
            foreach (ObjectKey key in _later.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToArray())
            {
                _later.Remove(key);
                _waiting.Add(key);
            }

            return _waiting.Count > 0;
        }
    }

    private ObjectKey[] Take()
    {
        lock (_gate)
        {
            ObjectKey[] batch = [.. _waiting.Order()];
            _waiting.Clear();
            return batch;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
