using System.Collections;
using IstioGateway.Clusters;

namespace IstioGateway.Commands.Parameters;

/// <summary>Completes namespaces.</summary>
public sealed class NamespaceCompleter : ClusterNameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<KnownName>> ReadAsync(
        IClusterApi api, IDictionary parameters, CancellationToken cancellationToken)
    {
        ResourceList list = await api.ListAsync(ResourceType.Namespace, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        return [.. list.Items.Select(item => new KnownName(item.Text("metadata", "name") ?? "", "namespace"))];
    }
}
