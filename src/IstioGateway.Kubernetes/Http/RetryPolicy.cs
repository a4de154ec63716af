using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Http;

/// <summary>
/// Repeats attempts with exponential back-off and jitter. A server that is not there fails within about three seconds; one
/// that is busy or restarting is waited for up to half a minute, or for as long as its failure is known to last. The caller's token
/// ends either at once.
/// </summary>
internal sealed class RetryPolicy(TimeProvider clock, Action<string>? trace)
{
    private const int BriefAttempts = 5;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs attempts until one succeeds or no further one makes sense.</summary>
    /// <param name="replayable">Whether an attempt may be repeated after the server may have acted on it.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Ends all.</param>
    /// <exception cref="AttemptFailedException">The last attempt's failure.</exception>
    public async Task<T> RunAsync<T>(
        bool replayable, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        long start = clock.GetTimestamp();
        ClusterException? last = null;
        try
        {
            for (int attempts = 1; ; attempts++)
            {
                try
                {
                    return await attempt(cancellationToken);
                }
                catch (AttemptFailedException failure) when (MayRepeat(failure, replayable, attempts, clock.GetElapsedTime(start)))
                {
                    last = failure.Error;
                    TimeSpan delay = Delay(failure, attempts);
                    trace?.Invoke($"Attempt {attempts} failed ({last.Kind}); the next one follows in {delay.TotalMilliseconds:F0} ms.");
                    await Task.Delay(delay, clock, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException e) when (last is not null && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, last, cancellationToken);
        }
    }

    /// <summary>Whether another attempt makes sense.</summary>
    internal static bool MayRepeat(AttemptFailedException failure, bool replayable, int attempts, TimeSpan elapsed)
    {
        // A single attempt may wait as long as we are patient altogether; a server that only stumbled gets another one.
        if (elapsed >= (failure.Lasts ?? Patience) && attempts > 1)
        {
            return false;
        }

        return failure.Advice switch
        {
            RetryAdvice.NotSent => attempts < BriefAttempts,
            RetryAdvice.TurnedAway => true,
            RetryAdvice.Unknown => replayable && (failure.Error.StatusCode is not null || attempts < BriefAttempts),
            RetryAdvice.UnknownBriefly => replayable && attempts < BriefAttempts,
            _ => false,
        };
    }

    /// <summary>150 ms doubled with each attempt up to 5 s, a fifth more or less so that many clients do not come back at once; or
    /// what the server asked for, if that is more: one that asks for no pause at all is not to be overrun.</summary>
    internal static TimeSpan Delay(AttemptFailedException failure, int attempts)
    {
        double factor = Math.Pow(2, Math.Min(attempts - 1, 16));
        TimeSpan doubled = FirstDelay * factor;
        TimeSpan delay = (doubled < LongestDelay ? doubled : LongestDelay) * (0.8 + (Random.Shared.NextDouble() * 0.4));
        return failure.RetryAfter is { } asked && asked > delay ? (asked < LongestRetryAfter ? asked : LongestRetryAfter) : delay;
    }
}
