using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// Whether workloads use a revision, as the operator finds out (sail-operator 1.30.3, condition InUse of IstioRevision): a
/// namespace's label selects it, or a pod was injected by it.
/// </summary>
internal sealed class RevisionUsage(ControllerContext context)
{
    private const string RevisionKey = "istio.io/rev";
    private const string DefaultRevision = "default";

    /// <summary>Builds the condition InUse of a revision.</summary>
    public async Task<JsonObject> ConditionAsync(JsonObject revision, CancellationToken cancellationToken)
    {
        string name = revision["metadata"]!["name"]!.GetValue<string>();
        bool used = await IsUsedAsync(name, cancellationToken).ConfigureAwait(false);
        return Conditions.Make(
            revision,
            "InUse",
            used,
            used ? "ReferencedByWorkloads" : "NotReferencedByAnything",
            used ? "Referenced by at least one pod or namespace" : "Not referenced by any pod or namespace",
            context.Clock);
    }

    private async Task<bool> IsUsedAsync(string revision, CancellationToken cancellationToken)
    {
        ResourceList namespaces = await context.Api
            .ListAsync(ResourceType.Namespace, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        if (namespaces.Items.Any(item => SelectedBy(item) == revision))
        {
            return true;
        }

        ResourceList pods = await context.Api
            .ListAsync(ResourceType.Pod, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        return pods.Items.Any(pod => pod["metadata"]?["annotations"]?[RevisionKey]?.GetValue<string>() == revision);
    }

    /// <summary>The revision that a namespace's labels select; <c>istio-injection</c> goes before <c>istio.io/rev</c>.</summary>
    private static string? SelectedBy(JsonObject item)
    {
        JsonNode? labels = item["metadata"]?["labels"];
        return labels?["istio-injection"]?.GetValue<string>() == "enabled"
            ? DefaultRevision
            : labels?[RevisionKey]?.GetValue<string>();
    }
}
