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
    public Task RunAsync(CancellationToken cancellationToken) => ListAndWatch.RepeatAsync(context, type, ListAndWatchAsync, cancellationToken);

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        ResourceList list = await context.Api.ListAsync(type, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        foreach (JsonObject item in list.Items)
        {
            await reconcile(item, cancellationToken).ConfigureAwait(false);
        }

        WatchRequest watch = new(list.ResourceVersion, ListAndWatch.WatchLength);
        await foreach (WatchEvent change in context.Api
            .WatchAsync(type, null, ResourceSelection.All, watch, cancellationToken).ConfigureAwait(false))
        {
            if (change.Type is WatchEventType.Added or WatchEventType.Modified)
            {
                await reconcile(change.Object, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
