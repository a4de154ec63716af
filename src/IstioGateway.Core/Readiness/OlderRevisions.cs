using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>
/// The revisions that a change does not reach: the operator rewrites only the active one from the <c>Istio</c> resource
/// (sail-operator 1.30.3, controllers/istio/istio_controller.go:121-149), while older ones may still inject workloads.
/// </summary>
internal static class OlderRevisions
{
    /// <summary>Whether there can be any.</summary>
    public static bool MayExist(JsonObject istio) =>
        istio.Text("spec", "updateStrategy", "type") == "RevisionBased" || istio.Number("status", "revisions", "total") > 1;

    /// <summary>Lists the names of those in use that are not as wanted, sorted.</summary>
    /// <exception cref="ClusterException">They cannot be listed.</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(
        IClusterApi api, string istioName, string active, RolloutGoal goal, CancellationToken cancellationToken)
    {
        ResourceList revisions = await api
            .ListAsync(ResourceType.IstioRevision, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        return
        [
            .. revisions.Items
                .Where(revision => IsOwnedBy(revision, istioName) && revision.Text("metadata", "name") != active)
                .Where(revision => IstioReadiness.Find(revision, "InUse") is { IsTrue: true } && !goal.IsMetBy(goal.TextIn(revision)))
                .Select(revision => revision.Text("metadata", "name") ?? "")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsOwnedBy(JsonObject revision, string istioName) =>
        (revision.At("metadata", "ownerReferences") as JsonArray ?? []).Any(owner =>
            owner.Text("kind") == ResourceType.Istio.Kind && owner.Text("name") == istioName);
}
