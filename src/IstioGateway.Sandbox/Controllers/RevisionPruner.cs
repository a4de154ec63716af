using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// Removes revisions that are neither active nor used, a while after they fell out of use
/// (<c>spec.updateStrategy.inactiveRevisionDeletionGracePeriodSeconds</c>, 30 unless set). What they installed goes with them.
/// </summary>
internal sealed class RevisionPruner(ControllerContext context)
{
    private const int DefaultGraceSeconds = 30;

    private readonly Channel<(string Revision, DateTimeOffset Due)> _due = Channel.CreateUnbounded<(string, DateTimeOffset)>();

    /// <summary>Notes when the revisions of an <c>Istio</c> resource are due, if they stay as they are.</summary>
    public void Note(JsonObject istio, string active, IEnumerable<JsonObject> revisions)
    {
        foreach (JsonObject revision in revisions.Where(revision => Name(revision) != active))
        {
            if (DueAt(istio, revision) is { } due)
            {
                _due.Writer.TryWrite((Name(revision), due));
            }
        }
    }

    /// <summary>Prunes until the token ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach ((string revision, DateTimeOffset due) in _due.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                TimeSpan left = due - context.Clock.GetUtcNow();
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, context.Clock, cancellationToken).ConfigureAwait(false);
                }

                await PruneAsync(revision, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The controllers end.
        }
    }

    private static string Name(JsonObject revision) => revision["metadata"]!["name"]!.GetValue<string>();

    private static DateTimeOffset? DueAt(JsonObject istio, JsonObject revision)
    {
        JsonObject? used = Conditions.Find(revision, "InUse");
        int grace = istio["spec"]?["updateStrategy"]?["inactiveRevisionDeletionGracePeriodSeconds"]?.GetValue<int>() ?? DefaultGraceSeconds;
        return used?["status"]?.GetValue<string>() == "False"
            && DateTimeOffset.TryParse(used["lastTransitionTime"]?.GetValue<string>(), CultureInfo.InvariantCulture, out DateTimeOffset since)
            ? since.AddSeconds(grace)
            : null;
    }

    private async Task PruneAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            ResourceRef reference = new(ResourceType.IstioRevision, name);
            JsonObject? revision = await context.FindAsync(reference, cancellationToken).ConfigureAwait(false);
            JsonObject? istio = revision is null ? null : await context.FindOwnerAsync(revision, cancellationToken).ConfigureAwait(false);
            bool isDue = istio is not null
                && istio["status"]?["activeRevisionName"]?.GetValue<string>() != name
                && SimulatedFailures.Of(istio) != SimulatedFailure.OperatorGone
                && DueAt(istio, revision!) <= context.Clock.GetUtcNow();
            if (isDue)
            {
                await context.DeleteAsync(reference, cancellationToken).ConfigureAwait(false);
                string namespaceName = revision!["spec"]!["namespace"]!.GetValue<string>();
                await context.DeleteAsync(RevisionResources.Injector(name, namespaceName), cancellationToken).ConfigureAwait(false);
                await context.DeleteAsync(RevisionResources.Webhook(name, namespaceName), cancellationToken).ConfigureAwait(false);
                await context.DeleteAsync(RevisionResources.Service(name, namespaceName), cancellationToken).ConfigureAwait(false);
                await context.DeleteAsync(RevisionResources.Istiod(name, namespaceName), cancellationToken).ConfigureAwait(false);
                context.Trace($"IstioRevision {name}: removed, nobody uses it");
            }
        }
        catch (ClusterException failure)
        {
            context.Trace($"IstioRevision {name}: {failure.Message}");
        }
    }
}
