using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Discovery;

/// <summary>Answers everything that is not about objects: discovery, OpenAPI, version and health.</summary>
internal sealed class DiscoveryHandler(DiscoveryDocuments documents, OpenApiDocuments openApi)
{
    private const string AggregatedType = "APIGroupDiscoveryList";
    private static readonly string[] Public = ["/healthz", "/livez", "/readyz", "/version"];

    /// <summary>Answers a request; <see langword="false"/> when nothing is served at its path.</summary>
    /// <exception cref="ApiException">403 for those without a name, except for health and version.</exception>
    public async Task<bool> TryAnswerAsync(ApiCall call, string[] segments)
    {
        string path = "/" + string.Join('/', segments);
        if (call.User is { IsAnonymous: true, Rules.Count: 0 } && !Public.Contains(path))
        {
            throw new ApiException(new ApiStatus(
                403, "Forbidden", $"forbidden: User \"{call.User.Name}\" cannot {call.Request.Method.ToLowerInvariant()} path \"{path}\"")
            {
                EmptyDetails = true,
            });
        }

        if (call.Request.Method is not ("GET" or "HEAD"))
        {
            throw Refusals.MethodNotAllowed();
        }

        switch (segments)
        {
            case ["healthz" or "livez" or "readyz"]:
                await SendAsync(call, "text/plain; charset=utf-8", Encoding.ASCII.GetBytes("ok"));
                return true;
            case ["version"]:
                await SendAsync(call, "application/json", ObjectWriter.SerializeIndented(ServerVersion.Document()));
                return true;
            case ["openapi", "v3"]:
                await SendAsync(call, "text/plain; charset=utf-8", ObjectWriter.Serialize(openApi.Index()));
                return true;
            case ["openapi", "v3", "api", string version]:
                return await SendFoundAsync(call, openApi.Find("", version));
            case ["openapi", "v3", "apis", string group, string version]:
                return await SendFoundAsync(call, openApi.Find(group, version));
            case ["api"] or ["apis"] when AggregatedVersion(call) is { } version:
                await SendAsync(
                    call,
                    $"application/json;g=apidiscovery.k8s.io;v={version};as={AggregatedType}",
                    ObjectWriter.Serialize(documents.Aggregated(segments[0] == "api", version)));
                return true;
            case ["api"]:
                return await SendFoundAsync(call, DiscoveryDocuments.CoreVersions(call.Request.Headers["Host"] ?? ""));
            case ["apis"]:
                return await SendFoundAsync(call, documents.GroupList());
            case ["api", string version]:
                return await SendFoundAsync(call, documents.ResourceList("", version));
            case ["apis", string group]:
                return await SendFoundAsync(call, documents.GroupDocument(group));
            case ["apis", string group, string version]:
                return await SendFoundAsync(call, documents.ResourceList(group, version));
            default:
                return false;
        }
    }

    private static string? AggregatedVersion(ApiCall call) => MediaType.ParseList(call.Request.Headers["Accept"] ?? "")
        .Where(media => media.IsJson)
        .Select(media => media["as"] == AggregatedType && media["v"] is "v2" or "v2beta1" ? media["v"] : null)
        .FirstOrDefault();

    private static Task<bool> SendFoundAsync(ApiCall call, JsonObject? document) =>
        SendFoundAsync(call, document is null ? null : ObjectWriter.Serialize(document));

    private static async Task<bool> SendFoundAsync(ApiCall call, byte[]? document)
    {
        if (document is null)
        {
            return false;
        }

        await SendAsync(call, "application/json", document);
        return true;
    }

    private static Task SendAsync(ApiCall call, string contentType, byte[] body) => call.SendAsync(200, contentType, body);
}
