using System.Collections;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Parameters;

/// <summary>Completes template names: the one of gateway pods, which is known without asking, and those that the Istio resource sets.</summary>
public sealed class MeshTemplateNameCompleter : ClusterNameCompleter
{
    /// <inheritdoc/>
    private protected override IReadOnlyList<KnownName> Known { get; } = [new(Patches.TemplateName.Gateway, "the template of gateway pods")];

    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<KnownName>> ReadAsync(
        IClusterApi api, IDictionary parameters, CancellationToken cancellationToken)
    {
        string istioName = Values(parameters, "Name").FirstOrDefault() as string ?? "default";
        TemplateChangePlan plan = await new TemplateChanger(api)
            .PlanAsync(istioName, Patches.TemplateName.Gateway, desired: null, cancellationToken).ConfigureAwait(false);
        return [.. plan.OtherTemplateNames.Select(name => new KnownName(name, $"set by istio/{istioName}"))];
    }
}
