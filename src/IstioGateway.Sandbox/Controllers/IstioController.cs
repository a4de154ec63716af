using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// The operator's controller of <c>Istio</c> resources, with the order of steps that makes Ready lie (sail-operator 1.30.3,
/// controllers/istio/istio_controller.go): it writes the revision's spec and, in the same reconcile, stamps the new
/// observedGeneration while copying the conditions the revision had before.
/// </summary>
internal sealed class IstioController(ControllerContext context, RevisionPruner pruner)
{
    private const string DefaultNamespace = "istio-system";

    /// <summary>Brings the active revision and the status in line with an <c>Istio</c> resource.</summary>
    public async Task ReconcileAsync(JsonObject istio, CancellationToken cancellationToken)
    {
        if (SimulatedFailures.Of(istio) == SimulatedFailure.OperatorGone)
        {
            return;
        }

        await context.WorkAsync(cancellationToken).ConfigureAwait(false);
        string name = istio["metadata"]!["name"]!.GetValue<string>();
        JsonObject? latest = await context.FindAsync(new ResourceRef(ResourceType.Istio, name), cancellationToken)
            .ConfigureAwait(false);
        if (latest is null || SimulatedFailures.Of(latest) == SimulatedFailure.OperatorGone)
        {
            return;
        }

        string revisionName = RevisionName(latest);
        ResourceRef revisionRef = new(ResourceType.IstioRevision, revisionName);
        JsonObject? revisionBefore = await context.FindAsync(revisionRef, cancellationToken).ConfigureAwait(false);
        await context.EnsureAsync(revisionRef, Revision(latest, revisionName), ["spec"], cancellationToken).ConfigureAwait(false);
        context.Trace($"Istio {name}: revision {revisionName} written");
        long generation = latest["metadata"]!["generation"]!.GetValue<long>();
        await WriteStatusAsync(latest, generation, revisionName, revisionBefore ?? [], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies a revision's conditions to the <c>Istio</c> resource that owns it.</summary>
    public async Task RevisionChangedAsync(JsonObject revision, CancellationToken cancellationToken)
    {
        JsonObject? istio = await context.FindOwnerAsync(revision, cancellationToken).ConfigureAwait(false);
        if (istio is null
            || SimulatedFailures.Of(istio) == SimulatedFailure.OperatorGone
            || istio["status"]?["activeRevisionName"]?.GetValue<string>() is not { } active
            || istio["status"]?["observedGeneration"]?.GetValue<long>() is not { } observed)
        {
            return;
        }

        // The event may be older than what another event has already brought; only the active revision as it is now counts.
        JsonObject? latest = await context.FindAsync(new ResourceRef(ResourceType.IstioRevision, active), cancellationToken)
            .ConfigureAwait(false);
        if (latest is not null)
        {
            // A change of the Istio resource has an event of its own, and is not observed before.
            await WriteStatusAsync(istio, observed, active, latest, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteStatusAsync(
        JsonObject istio, long observedGeneration, string revisionName, JsonObject revision, CancellationToken cancellationToken)
    {
        JsonObject reconciled = Copy(istio, revision, "Reconciled");
        JsonObject ready = Copy(istio, revision, "Ready");
        bool isReady = ready["status"]!.GetValue<string>() == "True";
        string name = istio["metadata"]!["name"]!.GetValue<string>();
        IReadOnlyList<JsonObject> owned = await OwnedAsync(name, cancellationToken).ConfigureAwait(false);
        bool healthy = isReady && reconciled["status"]!.GetValue<string>() == "True";
        JsonObject status = new()
        {
            ["activeRevisionName"] = revisionName,
            ["conditions"] = new JsonArray(reconciled, ready),
            ["observedGeneration"] = observedGeneration,
            ["revisions"] = new JsonObject
            {
                ["inUse"] = owned.Count(item => Conditions.IsTrue(item, "InUse")),
                ["ready"] = owned.Count(item => Conditions.IsTrue(item, "Ready")),
                ["total"] = owned.Count,
            },
            ["state"] = healthy ? "Healthy"
                : isReady ? reconciled["reason"]!.GetValue<string>()
                : ready["reason"]!.GetValue<string>(),
        };
        await context.WriteStatusAsync(new ResourceRef(ResourceType.Istio, name), istio, status, cancellationToken)
            .ConfigureAwait(false);
        pruner.Note(istio, revisionName, owned);
    }

    private async Task<IReadOnlyList<JsonObject>> OwnedAsync(string istio, CancellationToken cancellationToken)
    {
        ResourceList revisions = await context.Api
            .ListAsync(ResourceType.IstioRevision, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        return [.. revisions.Items.Where(item => item["metadata"]?["ownerReferences"]?[0]?["name"]?.GetValue<string>() == istio)];
    }

    private JsonObject Copy(JsonObject istio, JsonObject revision, string type)
    {
        JsonObject? condition = Conditions.Find(revision, type);
        bool? status = condition?["status"]?.GetValue<string>() switch { "True" => true, "False" => false, _ => null };
        string reason = condition?["reason"]?.GetValue<string>() ?? "RevisionNotReconciled";
        string message = condition?["message"]?.GetValue<string>() ?? "the active revision has no status yet";
        return Conditions.Make(istio, type, status, reason, message, context.Clock);
    }

    /// <summary>InPlace: the Istio resource's name; RevisionBased: name and version, dots as dashes (istio_controller.go:178-192).</summary>
    private static string RevisionName(JsonObject istio)
    {
        string name = istio["metadata"]!["name"]!.GetValue<string>();
        bool revisionBased = istio["spec"]?["updateStrategy"]?["type"]?.GetValue<string>() == "RevisionBased";
        string version = istio["spec"]?["version"]?.GetValue<string>() ?? "";
        return revisionBased ? $"{name}-{version.Replace('.', '-')}" : name;
    }

    private static JsonObject Revision(JsonObject istio, string revisionName)
    {
        JsonObject metadata = istio["metadata"]!.AsObject();
        string namespaceName = istio["spec"]?["namespace"]?.GetValue<string>() ?? DefaultNamespace;
        JsonObject values = istio["spec"]?["values"]?.DeepClone().AsObject() ?? [];
        JsonObject global = values["global"]?.DeepClone().AsObject() ?? [];
        global["istioNamespace"] = namespaceName;
        values["global"] = global;

        // The operator maps the revision named "default" to the empty revision (istiovalues/overrides.go:26-29).
        values["revision"] = revisionName == "default" ? "" : revisionName;
        return new JsonObject
        {
            ["apiVersion"] = ResourceType.IstioRevision.ApiVersion,
            ["kind"] = ResourceType.IstioRevision.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = revisionName,
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = ResourceType.Istio.ApiVersion,
                    ["kind"] = ResourceType.Istio.Kind,
                    ["name"] = metadata["name"]!.DeepClone(),
                    ["uid"] = metadata["uid"]?.DeepClone(),
                    ["controller"] = true,
                    ["blockOwnerDeletion"] = true,
                }),
            },
            ["spec"] = new JsonObject
            {
                ["namespace"] = namespaceName,
                ["type"] = "Local",
                ["values"] = values,
                ["version"] = istio["spec"]?["version"]?.DeepClone(),
            },
        };
    }
}
