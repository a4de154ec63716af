using System.Text.Json;

namespace IstioGateway.Benchmarks.Servers;

/// <summary>The requests that Get-NodeKernel sends for all nodes of a server: a Table without objects, 500 rows a page.</summary>
internal static class NodeTable
{
    public const string Accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    /// <summary>
    /// Follows the continue tokens once, so that others can ask for the same pages; afterwards the server has every row at
    /// hand, whoever asks.
    /// </summary>
    public static async Task<IReadOnlyList<string>> PagesAsync(string server, CancellationToken cancellationToken)
    {
        using HttpClient client = new();
        List<string> pages = [];
        string? next = $"{server}/api/v1/nodes?limit=500&resourceVersion=0&includeObject=None";
        while (next is not null)
        {
            pages.Add(next);
            using HttpRequestMessage request = new(HttpMethod.Get, next);
            request.Headers.Accept.Clear();
            request.Headers.TryAddWithoutValidation("Accept", Accept);
            using HttpResponseMessage answer = await client.SendAsync(request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            using JsonDocument table = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            next = table.RootElement.GetProperty("metadata").TryGetProperty("continue", out JsonElement token)
                ? $"{server}/api/v1/nodes?limit=500&continue={Uri.EscapeDataString(token.GetString()!)}&includeObject=None"
                : null;
        }

        return pages;
    }
}
