using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>
/// Applies objects on the server (server-side apply) under the module's own field manager. What it would do is found out first, by
/// a dry run of the same request that is compared with the object as it is.
/// </summary>
/// <param name="api">The connection.</param>
/// <param name="yaml">Writes YAML for the difference.</param>
/// <param name="differ">Compares texts.</param>
/// <param name="force">Whether fields are taken from other managers.</param>
internal sealed class ObjectPublisher(IClusterApi api, IYamlCodec yaml, ITextDiffer differ, bool force)
{
    private readonly WriteOptions _options = new() { FieldValidation = "Strict", Force = force };

    /// <summary>Finds out what applying an object would do.</summary>
    /// <param name="body">The object, with its namespace.</param>
    /// <param name="resource">Where it goes.</param>
    /// <param name="ask">
    /// Whether the server is asked about an object that is not there yet; where it is there, the server is asked always, because only
    /// the server knows what comes of it.
    /// </param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">The server would refuse it, or does not answer.</exception>
    public async Task<PublishPlan> PlanAsync(JsonObject body, ResourceRef resource, bool ask, CancellationToken cancellationToken)
    {
        (JsonObject? live, ClusterException? unread) = await FindAsync(resource, cancellationToken).ConfigureAwait(false);
        (WriteResult? predicted, IReadOnlyList<FieldConflict> taken) = ask || live is not null || unread is not null
            ? await TryAsync(body, resource, cancellationToken).ConfigureAwait(false)
            : (null, []);
        bool created = predicted?.Created ?? live is null;
        if (created || live is null || predicted is null)
        {
            return new PublishPlan
            {
                Body = body,
                Resource = resource,
                Action = created ? PublishAction.Created : PublishAction.Configured,
                Diff = created ? Difference(null, body, resource) : "",
                Live = live,
                Unread = unread,
                Taken = taken,
                Warnings = predicted?.Warnings ?? [],
            };
        }

        bool same = ObjectContent.AreSame(live, predicted.Object);
        return new PublishPlan
        {
            Body = body,
            Resource = resource,
            Live = live,
            Action = same ? PublishAction.Unchanged : PublishAction.Configured,
            NothingToWrite = same && ObjectContent.SameOwnership(live, predicted.Object, _options.FieldManager),
            Diff = same ? "" : Difference(live, predicted.Object, resource),
            Taken = taken,
            Warnings = predicted.Warnings,
        };
    }

    /// <summary>Applies an object.</summary>
    /// <exception cref="ClusterException">The server refuses it, or does not answer.</exception>
    public async Task<PublishOutcome> ApplyAsync(PublishPlan plan, CancellationToken cancellationToken)
    {
        WriteResult result = await api.PatchAsync(plan.Resource, PatchKind.Apply, plan.Body, _options, cancellationToken).ConfigureAwait(false);
        if (ResourceReading.RequireIs(result.Object, plan.Resource, "patch") is var now && (result.Created || plan.Live is null))
        {
            return new PublishOutcome(result.Created ? PublishAction.Created : plan.Action, plan.Diff, result.Warnings, now);
        }

        bool same = ObjectContent.AreSame(plan.Live, now);
        return new PublishOutcome(
            same ? PublishAction.Unchanged : PublishAction.Configured, same ? "" : Difference(plan.Live, now, plan.Resource), result.Warnings, now);
    }

    /// <summary>The server's answer to a dry run of the apply, and which fields it takes from others, where it may.</summary>
    private async Task<(WriteResult? Predicted, IReadOnlyList<FieldConflict> Taken)> TryAsync(
        JsonObject body, ResourceRef resource, CancellationToken cancellationToken)
    {
        IReadOnlyList<FieldConflict> taken = [];
        if (force)
        {
            try
            {
                return (await DryRunAsync(body, resource, mayTake: false, cancellationToken).ConfigureAwait(false), []);
            }
            catch (ClusterException exception) when (FieldConflict.Of(exception) is { Count: > 0 } conflicts)
            {
                taken = conflicts;
            }
        }

        return (await DryRunAsync(body, resource, force, cancellationToken).ConfigureAwait(false), taken);
    }

    /// <summary>A dry run of the apply; <see langword="null"/> where the server cannot do one.</summary>
    private async Task<WriteResult?> DryRunAsync(JsonObject body, ResourceRef resource, bool mayTake, CancellationToken cancellationToken)
    {
        try
        {
            WriteResult result = await api.PatchAsync(
                resource, PatchKind.Apply, body, _options with { DryRun = true, Force = mayTake }, cancellationToken).ConfigureAwait(false);

            // What was made in a dry run alone has no version.
            return result.Created ? result : result with { Object = ResourceReading.RequireIs(result.Object, resource, "patch") };
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.BadRequest
            && (exception.ServerMessage ?? "").Contains("does not support dry run", StringComparison.Ordinal))
        {
            // A webhook that has side effects (apiserver pkg/admission/plugin/webhook/mutating/dispatcher.go); the apply itself is no dry run.
            return null;
        }
    }

    private async Task<(JsonObject? Live, ClusterException? Unread)> FindAsync(ResourceRef resource, CancellationToken cancellationToken)
    {
        try
        {
            return (await api.ReadAsync(resource, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.ResourceNotFound)
        {
            return (null, null);
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.Forbidden)
        {
            return (null, exception);
        }
    }

    private string Difference(JsonObject? before, JsonObject after, ResourceRef resource) => ObjectContent.Diff(
        before, after, $"{resource.Type.QualifiedName}/{(resource.Namespace is null ? "" : $"{resource.Namespace}/")}{resource.Name}", yaml, differ);
}
