using System.Collections;
using IstioGateway.Clusters;

namespace IstioGateway.Commands.Parameters;

/// <summary>Completes names of <c>Istio</c> resources, with version and state.</summary>
public sealed class IstioNameCompleter : ClusterNameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<KnownName>> ReadAsync(
        IClusterApi api, IDictionary parameters, CancellationToken cancellationToken)
    {
        ResourceList list = await api.ListAsync(ResourceType.Istio, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        return
        [
            .. list.Items.Select(istio => new KnownName(
                istio.Text("metadata", "name") ?? "", $"Istio {istio.Text("spec", "version")} {istio.Text("status", "state")}".TrimEnd())),
        ];
    }
}
