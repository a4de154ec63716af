using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// Brings every object of a type, and every change of one, to a reconcile function: list, then watch, and again from the
/// list whenever the watch ends or is lost.
/// </summary>
internal sealed class ReconcileLoop(
    ControllerContext context, ResourceType type, Func<JsonObject, CancellationToken, Task> reconcile)
{
    private static readonly TimeSpan WatchLength = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(250);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ListAndWatchAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterException failure)
            {
                context.Trace($"{type.QualifiedName}: {failure.Message}");
                await PauseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        ResourceList list = await context.Api.ListAsync(type, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        foreach (JsonObject item in list.Items)
        {
            await reconcile(item, cancellationToken).ConfigureAwait(false);
        }

        WatchRequest watch = new(list.ResourceVersion, WatchLength);
        await foreach (WatchEvent change in context.Api
            .WatchAsync(type, null, ResourceSelection.All, watch, cancellationToken).ConfigureAwait(false))
        {
            if (change.Type is WatchEventType.Added or WatchEventType.Modified)
            {
                await reconcile(change.Object, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(PauseAfterFailure, context.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop's own condition ends it.
        }
    }
}
