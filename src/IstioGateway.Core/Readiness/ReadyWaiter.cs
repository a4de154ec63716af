using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Readiness;

/// <summary>
/// Waits until an <c>Istio</c> resource is Ready, or until a template is in force. Each resource on the way is read, then watched
/// from there and read again at an interval (<see cref="ResourceFollower"/>).
/// </summary>
/// <remarks>
/// A server that cannot be reached, is overloaded or answers nonsense is waited for; it becomes the reason when time runs
/// out. What cannot get better (no such resource, no right, no trust) ends the wait at once.
/// </remarks>
public static class ReadyWaiter
{
    // What is left running when the wait is over gets this long to end; the ports promise less than half a second.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="cluster">Its cluster, for the status records; may be <see langword="null"/>.</param>
    /// <param name="name">Name of the <c>Istio</c> resource.</param>
    /// <param name="options">How long, for which generation, and for which template if any.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The status that is Ready.</returns>
    /// <exception cref="ArgumentException">The name cannot name a resource, or the timeout or interval is out of range.</exception>
    /// <exception cref="ReadyTimeoutException">Time ran out.</exception>
    /// <exception cref="RolloutException">The template was changed by someone else, or trouble lasts and that is to end it.</exception>
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

        if (options.Rollout is { ProbesInARow: < 1 })
        {
            throw new ArgumentOutOfRangeException(nameof(options), "It takes at least one probe.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenSource timeout = new(options.Timeout, options.TimeProvider);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using ReadyWait wait = new(api, cluster, name, options, over.Token);
        try
        {
            return await wait.UntilReadyAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A read that is still under way may know what it was waiting for.
            await wait.EndAsync(Grace).ConfigureAwait(false);
            throw wait.TimedOut();
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await wait.EndAsync(Grace).ConfigureAwait(false);
        }
    }
}
