using System.Text.Json.Nodes;
using IstioGateway.Admission;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Workloads;

namespace IstioGateway.Publishing;

/// <summary>
/// Whether istiod will inject the pods of a gateway that is about to be deployed. A pod is injected when it is made or never, so a
/// mistake is better told before. Webhooks are listed once.
/// </summary>
/// <param name="api">The connection.</param>
internal sealed class InjectionForecast(IClusterApi api)
{
    private Task<IReadOnlyList<MutatingWebhook>?>? _webhooks;

    /// <summary>Why the webhooks may not be listed, so that only labels were looked at; <see langword="null"/> where they may.</summary>
    public ClusterException? Unlisted { get; private set; }

    /// <summary>The findings; none for a Deployment that does not ask for a proxy.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <param name="place">Its namespace.</param>
    /// <param name="labels">The labels that the namespace has by then.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<InjectionFinding>> OfAsync(
        JsonObject deployment, string place, JsonObject labels, CancellationToken cancellationToken)
    {
        if (deployment.At("spec", "template") is not JsonObject template || !WantsProxy(deployment, template))
        {
            return [];
        }

        IReadOnlyList<MutatingWebhook>? webhooks = await (_webhooks ??= ListAsync(cancellationToken)).ConfigureAwait(false);
        return [.. SelectionFindings.Of(place, labels, template, webhooks)];
    }

    private static bool WantsProxy(JsonObject deployment, JsonObject template) =>
        GatewaySigns.OfDeployment(deployment) == GatewayWorkloadKind.Injected
        || (template.At("spec", "containers") as JsonArray ?? []).Any(container => container.Text("image") == GatewaySigns.ImagePlaceholder);

    private async Task<IReadOnlyList<MutatingWebhook>?> ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            ResourceList list = await api.ListAsync(
                ResourceType.MutatingWebhookConfiguration, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
            return
            [
                .. list.Items.SelectMany(MutatingWebhook.Of)
                    .Where(webhook => webhook.IsInjector && webhook.Handles("CREATE", ResourceType.Pod)),
            ];
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.Forbidden)
        {
            Unlisted = exception;
            return null;
        }
    }
}
