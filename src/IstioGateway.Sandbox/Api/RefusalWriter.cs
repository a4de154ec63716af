using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Http;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api;

/// <summary>Sends refusals.</summary>
internal static class RefusalWriter
{
    /// <summary>Sends a Status object.</summary>
    public static Task SendAsync(HttpRequest request, HttpResponse response, ApiStatus status, CancellationToken cancellationToken)
    {
        JsonObject body = status.ToJson();
        response.StatusCode = status.Code;
        response.Headers.Set("Cache-Control", "no-cache, private");
        response.Headers.Set("Content-Type", "application/json");
        if (status.Code == 403)
        {
            response.Headers.Set("X-Content-Type-Options", "nosniff");
        }

        if (status.RetryAfterSeconds is { } seconds)
        {
            response.Headers.Set("Retry-After", seconds.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        // A client that takes nothing but Tables gets the server's raw fallback, which is indented.
        bool plain = MediaType.ParseList(request.Headers["Accept"] ?? "*/*").Any(media => media.IsJson && media["as"] is null);
        return response.SendAsync(plain ? ObjectWriter.SerializeLine(body) : ObjectWriter.SerializeIndented(body), cancellationToken);
    }

    /// <summary>The answer to a path that nothing serves: plain text, no Status object.</summary>
    public static Task SendNotFoundAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.StatusCode = 404;
        response.Headers.Set("Cache-Control", "no-cache, private");
        response.Headers.Set("Content-Type", "text/plain; charset=utf-8");
        response.Headers.Set("X-Content-Type-Options", "nosniff");
        return response.SendAsync(Encoding.ASCII.GetBytes("404 page not found\n"), cancellationToken);
    }
}
