namespace IstioGateway.Commands.Tests.Faults;

/// <summary>
/// A connection's clock on which back-off waits, up to <see cref="LongestBackOff"/>, pass at once and are added up. Longer
/// ones are limits (an answer that does not come, a body that stands still): they never pass, unless
/// <see cref="LimitsPassAfter"/> says in how much real time they do.
/// </summary>
internal sealed class QuickClock : TimeProvider
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(9);

    private long _ticks;

    /// <summary>Real time in which a limit passes.</summary>
    public TimeSpan LimitsPassAfter { get; set; } = Timeout.InfiniteTimeSpan;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime <= TimeSpan.Zero)
        {
            return base.CreateTimer(callback, state, dueTime, period);
        }

        if (dueTime <= LongestBackOff)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }

        TimerCallback pass = held =>
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            callback(held);
        };
        return base.CreateTimer(pass, state, LimitsPassAfter, period);
    }
}
