using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>The API as one component of the control plane uses it, under its own field manager.</summary>
internal sealed class WorkloadClient(ControllerContext context, string manager)
{
    private readonly WriteOptions _writing = new() { FieldManager = manager };

    public IClusterApi Api => context.Api;

    public TimeProvider Clock => context.Clock;

    /// <summary>The present time as objects carry it.</summary>
    public string Now => WorkloadObjects.Time(context.Clock.GetUtcNow());

    public void Trace(string message) => context.Trace(message);

    /// <summary>Reads an object, or <see langword="null"/> where there is none.</summary>
    public Task<JsonObject?> FindAsync(ResourceType type, ObjectKey key, CancellationToken cancellationToken) =>
        context.FindAsync(new ResourceRef(type, key.Name, key.Namespace), cancellationToken);

    /// <summary>Reads the objects of a namespace.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceType type, string namespaceName, CancellationToken cancellationToken) =>
        (await Api.ListAsync(type, namespaceName, ResourceSelection.All, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>Creates an object.</summary>
    public async Task<JsonObject> CreateAsync(ResourceType type, string namespaceName, JsonObject body, CancellationToken cancellationToken) =>
        (await Api.CreateAsync(type, namespaceName, body, _writing, cancellationToken).ConfigureAwait(false)).Object;

    /// <summary>Posts to a subresource.</summary>
    public Task CreateSubresourceAsync(ResourceRef resource, JsonObject body, CancellationToken cancellationToken) =>
        Api.CreateSubresourceAsync(resource, body, _writing, cancellationToken);

    /// <summary>Merges a patch into an object.</summary>
    public async Task<JsonObject> MergeAsync(ResourceType type, ObjectKey key, JsonObject patch, CancellationToken cancellationToken) =>
        (await Api.PatchAsync(new ResourceRef(type, key.Name, key.Namespace), PatchKind.Merge, patch, _writing, cancellationToken)
            .ConfigureAwait(false)).Object;

    /// <summary>Replaces the status of an object as it was read, if it differs; a newer object is a conflict, and looked at again.</summary>
    public async Task WriteStatusAsync(ResourceType type, JsonObject current, JsonObject status, CancellationToken cancellationToken)
    {
        if (JsonNode.DeepEquals(current["status"], status))
        {
            return;
        }

        ObjectKey key = WorkloadObjects.KeyOf(current);
        JsonObject body = current.DeepClone().AsObject();
        body["status"] = status;
        await Api.ReplaceAsync(new ResourceRef(type, key.Name, key.Namespace, "status"), body, _writing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes an object that may be gone already.</summary>
    public async Task DeleteAsync(ResourceType type, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            await Api.DeleteAsync(new ResourceRef(type, key.Name, key.Namespace), _writing, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException gone) when (gone.Kind == ClusterErrorKind.ResourceNotFound)
        {
            // Someone else was faster.
        }
    }
}
