using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace IstioGateway.Core.Tests.Workloads;

/// <summary>A clock that stands still but for pauses: each is over at once, and is as much later then as it was long.</summary>
internal sealed class SteppingClock : FakeTimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<TimeSpan> _pauses = new();

    /// <summary>The pauses so far.</summary>
    public IReadOnlyList<TimeSpan> Pauses => [.. _pauses];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= LongestPause)
        {
            _pauses.Enqueue(dueTime);
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        return timer;
    }
}
