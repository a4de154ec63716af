using System.Runtime.CompilerServices;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>
/// Lists nodes page by page, yielding rows as they arrive. Whatever goes wrong on the way (an expired continue token, a
/// connection that breaks in a body, a Table that cannot be used) is survived where it can be, and no node comes twice.
/// </summary>
internal sealed class NodeLister(ApiClient client)
{
    public async IAsyncEnumerable<NodeRecord> ListAsync(
        NodeQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        var cursor = new NodeCursor(query);
        while (!cursor.AtEnd)
        {
            using NodePage page = await OpenAsync(query, cursor, cancellationToken);
            while (await page.ReadAsync(cancellationToken) is { } nodes)
            {
                foreach (NodeRecord node in nodes)
                {
                    if (seen.Add(node.Name))
                    {
                        yield return node;
                    }
                }
            }

            await cursor.AfterAsync(page, client.Settings, cancellationToken);
        }
    }

    private async Task<NodePage> OpenAsync(NodeQuery query, NodeCursor cursor, CancellationToken cancellationToken)
    {
        while (true)
        {
            ApiRequest request = cursor.Request();
            try
            {
                return new NodePage(
                    await client.OpenAsync(request, client.Settings.AttemptTimeout, cancellationToken), request, client.Endpoint.Server, query.Labels);
            }
            catch (AttemptFailedException failure) when (cursor.CanGoOnAfter(failure))
            {
                client.Settings.Trace?.Invoke($"The list goes on in another way after: {failure.Error.Message}");
            }
            catch (AttemptFailedException failure)
            {
                throw failure.Error;
            }
        }
    }
}
