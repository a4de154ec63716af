using System.Collections;
using IstioGateway.Clusters;

namespace IstioGateway.Commands.Parameters;

/// <summary>Completes names of nodes, with their kernels; of a very large cluster those of the first page.</summary>
public sealed class NodeNameCompleter : ClusterNameCompleter
{
    /// <summary>More than anyone looks through, and one page of the server's.</summary>
    private const int Enough = 500;

    /// <inheritdoc/>
    private protected override async Task<IReadOnlyList<KnownName>> ReadAsync(
        IClusterApi api, IDictionary parameters, CancellationToken cancellationToken)
    {
        List<KnownName> names = [];
        await foreach (NodeRecord node in api.ListNodesAsync(new NodeQuery { PageSize = Enough }, cancellationToken).ConfigureAwait(false))
        {
            names.Add(new KnownName(node.Name, $"kernel {(node.KernelVersion.Length > 0 ? node.KernelVersion : "unknown")}"));
            if (names.Count == Enough)
            {
                break;
            }
        }

        return names;
    }
}
