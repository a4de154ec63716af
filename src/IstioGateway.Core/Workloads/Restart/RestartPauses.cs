namespace IstioGateway.Workloads;

/// <summary>Pauses that double up to the longest.</summary>
internal sealed class RestartPauses(RestartPace pace)
{
    private TimeSpan _next = pace.FirstPause;

    /// <summary>Waits for the next pause.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        TimeSpan pause = _next < pace.LongestPause ? _next : pace.LongestPause;
        _next = pause * 2;
        await Task.Delay(pause, pace.TimeProvider, cancellationToken).ConfigureAwait(false);
    }
}
