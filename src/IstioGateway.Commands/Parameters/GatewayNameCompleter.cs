using System.Collections;
using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Workloads;

namespace IstioGateway.Commands.Parameters;

/// <summary>Completes names of gateways' Deployments, in the namespaces that the line names.</summary>
public sealed class GatewayNameCompleter : ClusterNameCompleter
{
    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<KnownName>> ReadAsync(
        IClusterApi api, IDictionary parameters, CancellationToken cancellationToken)
    {
        string[] places = [.. Values(parameters, "Namespace").OfType<string>()];
        string? only = places is [{ } one] && !WildcardPattern.ContainsWildcardCharacters(one) ? one : null;
        WildcardPattern[] wanted = [.. places.Select(place => WildcardPattern.Get(place, WildcardOptions.None))];
        ResourceList list = await api.ListAsync(ResourceType.Deployment, only, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        return
        [
            .. list.Items.Where(deployment => GatewaySigns.OfDeployment(deployment) is not null)
                .Select(deployment => (Name: deployment.Text("metadata", "name") ?? "", Place: deployment.Text("metadata", "namespace") ?? ""))
                .Where(deployment => wanted.Length == 0 || wanted.Any(pattern => pattern.IsMatch(deployment.Place)))
                .Select(deployment => new KnownName(deployment.Name, $"gateway in {deployment.Place}")),
        ];
    }
}
