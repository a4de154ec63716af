using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>The rhythm of every watch of a collection: list, then watch, and again from the list whenever the watch ends or is lost.</summary>
internal static class ListAndWatch
{
    /// <summary>After this the server closes a watch, and the collection is listed again.</summary>
    public static readonly TimeSpan WatchLength = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(250);

    /// <summary>Does it until the token ends it.</summary>
    /// <param name="context">The API and the clock.</param>
    /// <param name="type">What is watched.</param>
    /// <param name="listAndWatch">One list and the watch after it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RepeatAsync(
        ControllerContext context, ResourceType type, Func<CancellationToken, Task> listAndWatch, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await listAndWatch(cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterException failure)
            {
                context.Trace($"{type.QualifiedName}: {failure.Message}");
                await PauseAsync(context.Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task PauseAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(PauseAfterFailure, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop's own condition ends it.
        }
    }
}
