using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>What the controllers share: the API, the clock and their field manager.</summary>
internal sealed class ControllerContext(IClusterApi api, IYamlCodec yaml, MeshControllerOptions options)
{
    private const int MaximumAttempts = 5;

    /// <summary>How the controllers' writes are recorded.</summary>
    public static WriteOptions Writing { get; } = new() { FieldManager = "sail-operator" };

    public IClusterApi Api { get; } = api;

    public IYamlCodec Yaml { get; } = yaml;

    public TimeProvider Clock => options.Clock;

    /// <summary>The time one step takes.</summary>
    public Task WorkAsync(CancellationToken cancellationToken) =>
        options.Delay > TimeSpan.Zero ? Task.Delay(options.Delay, options.Clock, cancellationToken) : Task.CompletedTask;

    public void Trace(string message) => options.Trace?.Invoke(message);

    /// <summary>Reads a resource, or <see langword="null"/> where there is none.</summary>
    public async Task<JsonObject?> FindAsync(ResourceRef resource, CancellationToken cancellationToken)
    {
        try
        {
            return await Api.GetAsync(resource, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException failure) when (failure.Kind == ClusterErrorKind.ResourceNotFound)
        {
            return null;
        }
    }

    /// <summary>The <c>Istio</c> resource that owns a revision, or <see langword="null"/> where there is none.</summary>
    public async Task<JsonObject?> FindOwnerAsync(JsonObject revision, CancellationToken cancellationToken) =>
        revision["metadata"]?["ownerReferences"]?[0]?["name"]?.GetValue<string>() is { } owner
            ? await FindAsync(new ResourceRef(ResourceType.Istio, owner), cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Deletes a resource, if it is there.</summary>
    public async Task DeleteAsync(ResourceRef resource, CancellationToken cancellationToken)
    {
        try
        {
            await Api.DeleteAsync(resource, Writing, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException failure) when (failure.Kind == ClusterErrorKind.ResourceNotFound)
        {
            // It is gone, which is what was wanted.
        }
    }

    /// <summary>
    /// Writes the status of a resource if it differs from what is there. A resource that has moved on since it was read is
    /// left alone (<see cref="ClusterErrorKind.Conflict"/>): the loop looks at it again.
    /// </summary>
    public async Task WriteStatusAsync(
        ResourceRef resource, JsonObject current, JsonObject status, CancellationToken cancellationToken)
    {
        if (JsonNode.DeepEquals(current["status"], status))
        {
            return;
        }

        JsonObject body = new()
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = current["metadata"]!["resourceVersion"]!.DeepClone() },
            ["status"] = status,
        };
        await Api.PatchAsync(
            resource with { Subresource = "status" }, PatchKind.Merge, body, Writing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Creates a resource, or replaces it if any of the named top-level fields differs. Two controllers may do so at once;
    /// the one that comes second looks again.
    /// </summary>
    public async Task EnsureAsync(
        ResourceRef resource, JsonObject desired, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await EnsureOnceAsync(resource, desired, fields, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ClusterException failure) when (failure.Kind == ClusterErrorKind.Conflict && attempt < MaximumAttempts)
            {
                Trace($"{resource}: {failure.Message}");
            }
        }
    }

    private async Task EnsureOnceAsync(
        ResourceRef resource, JsonObject desired, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        JsonObject? current = await FindAsync(resource, cancellationToken).ConfigureAwait(false);
        if (current is null)
        {
            await Api.CreateAsync(resource.Type, resource.Namespace, desired, Writing, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (fields.All(field => JsonNode.DeepEquals(current[field], desired[field])))
        {
            return;
        }

        JsonObject updated = (JsonObject)current.DeepClone();
        foreach (string field in fields)
        {
            updated[field] = desired[field]?.DeepClone();
        }

        await Api.ReplaceAsync(resource, updated, Writing, cancellationToken).ConfigureAwait(false);
    }
}
