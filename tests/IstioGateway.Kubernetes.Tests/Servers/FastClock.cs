namespace IstioGateway.Kubernetes.Tests.Servers;

/// <summary>
/// A clock on which back-off waits pass at once and are added up. Time limits longer than a second never pass, shorter ones
/// pass as they are.
/// </summary>
internal sealed class FastClock : TimeProvider
{
    private readonly object _gate = new();
    private TimeSpan _waited;

    /// <summary>Sum of the back-off waits.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_gate)
            {
                return _waited;
            }
        }
    }

    /// <summary>Longest wait that is a back-off; limits are above it.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(9);

    public override long GetTimestamp() => Waited.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + Waited;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == TimeSpan.FromMilliseconds(100))
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        if (dueTime <= TimeSpan.Zero || dueTime > LongestBackOff)
        {
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        lock (_gate)
        {
            _waited += dueTime;
        }

        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
