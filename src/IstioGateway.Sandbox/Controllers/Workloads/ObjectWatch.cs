using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Tells of every object of a type, of every change of one, and of its end, also when that came while the watch was lost: list, then
/// watch, and again from the list. What client-go calls a reflector.
/// </summary>
/// <param name="context">The API and the clock.</param>
/// <param name="type">What is watched.</param>
/// <param name="changed">Told of an object that is new or has changed.</param>
/// <param name="deleted">Told of the metadata of an object that is gone.</param>
internal sealed class ObjectWatch(ControllerContext context, ResourceType type, Action<JsonObject> changed, Action<JsonObject> deleted)
{
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dictionary<ObjectKey, JsonObject> _known = [];

    /// <summary>Completes when the first list has been told.</summary>
    public Task Listed => _listed.Task;

    /// <summary>Watches until the token ends it.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => ListAndWatch.RepeatAsync(context, type, ListAndWatchAsync, cancellationToken);

    private async Task ListAndWatchAsync(CancellationToken cancellationToken)
    {
        ResourceList list = await context.Api.ListAsync(type, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        Dictionary<ObjectKey, JsonObject> before = _known;
        _known = [];
        foreach (JsonObject item in list.Items)
        {
            Remember(item);
            changed(item);
        }

        foreach ((_, JsonObject gone) in before.Where(known => !_known.ContainsKey(known.Key)))
        {
            deleted(gone);
        }

        _listed.TrySetResult();
        WatchRequest watch = new(list.ResourceVersion, ListAndWatch.WatchLength);
        await foreach (WatchEvent change in context.Api
            .WatchAsync(type, null, ResourceSelection.All, watch, cancellationToken).ConfigureAwait(false))
        {
            switch (change.Type)
            {
                case WatchEventType.Added or WatchEventType.Modified:
                    Remember(change.Object);
                    changed(change.Object);
                    break;
                case WatchEventType.Deleted:
                    _known.Remove(WorkloadObjects.KeyOf(change.Object));
                    deleted(change.Object);
                    break;
            }
        }
    }

    private void Remember(JsonObject value) =>
        _known[WorkloadObjects.KeyOf(value)] = new JsonObject { ["metadata"] = value["metadata"]?.DeepClone() };
}
