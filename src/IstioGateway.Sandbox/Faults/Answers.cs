using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Api;
using IstioGateway.Sandbox.Http;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Faults;

/// <summary>A Status object instead of the answer.</summary>
internal sealed class StatusFault(int statusCode, TimeSpan? retryAfter, string? message) : FaultEffect
{
    internal override async Task<bool> ApplyAsync(
        HttpRequest request, HttpResponse response, TimeProvider clock, CancellationToken cancellationToken)
    {
        ApiTarget? target = ApiTarget.Parse(request.Method, ApiServer.Segments(request), new QueryString(request.RawQuery));
        ApiStatus status = FaultStatuses.About(target, FaultStatuses.For(statusCode, message)) with
        {
            RetryAfterSeconds = retryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null,
        };
        await RefusalWriter.SendAsync(request, response, status, cancellationToken);
        return true;
    }
}

/// <summary>A fixed answer.</summary>
internal sealed class CannedFault(int statusCode, string contentType, byte[] body, string? headerName = null, string? headerValue = null) : FaultEffect
{
    public static CannedFault Text(int statusCode, string contentType, string body) => new(statusCode, contentType, Encoding.UTF8.GetBytes(body));

    public static CannedFault HalfGzip()
    {
        using MemoryStream zipped = new();
        using (GZipStream gzip = new(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            // Metadata that does not compress to nothing, so that the first half is more than a header and yet no item.
            string noise = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"n{i * 7919}\":\"{i * 104729}\""));
            gzip.Write(Encoding.ASCII.GetBytes($"{{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{{{noise}}},\"items\":[]}}"));
        }

        return new CannedFault(200, "application/json", zipped.ToArray()[..(int)(zipped.Length / 2)], "Content-Encoding", "gzip");
    }

    public static CannedFault To(Uri location) => new(302, "text/plain; charset=utf-8", [], "Location", location.OriginalString);

    internal override async Task<bool> ApplyAsync(
        HttpRequest request, HttpResponse response, TimeProvider clock, CancellationToken cancellationToken)
    {
        response.StatusCode = statusCode;
        response.Headers.Set("Content-Type", contentType);
        if (headerName is not null)
        {
            response.Headers.Set(headerName, headerValue!);
        }

        await response.SendAsync(body, cancellationToken);
        return true;
    }
}

/// <summary>A watch of one ERROR event.</summary>
internal sealed class WatchErrorFault(int code, string message) : FaultEffect
{
    internal override async Task<bool> ApplyAsync(
        HttpRequest request, HttpResponse response, TimeProvider clock, CancellationToken cancellationToken)
    {
        response.StatusCode = 200;
        response.Headers.Set("Content-Type", "application/json");
        await response.StartAsync(cancellationToken);
        JsonObject line = new() { ["type"] = "ERROR", ["object"] = FaultStatuses.For(code, message).ToJson() };
        await response.WriteAsync(ObjectWriter.SerializeLine(line), cancellationToken);
        return true;
    }
}

/// <summary>The reasons and messages that belong to status codes.</summary>
internal static class FaultStatuses
{
    /// <summary>
    /// A 404 about a named object says which one it misses, by which clients tell it from a type that is not served.
    /// Source: k8s.io/apimachinery pkg/api/errors NewNotFound.
    /// </summary>
    public static ApiStatus About(ApiTarget? target, ApiStatus status)
    {
        if (status.Code != 404 || target?.Name is not { } name)
        {
            return status;
        }

        string resource = target.Group.Length == 0 ? target.Resource : $"{target.Resource}.{target.Group}";
        return status with { Message = $"{resource} \"{name}\" not found", Name = name, Group = target.Group, Kind = target.Resource };
    }

    /// <summary>The status of a code. Source of the words: k8s.io/apimachinery pkg/api/errors.</summary>
    public static ApiStatus For(int code, string? message)
    {
        (string? reason, string usual) = code switch
        {
            400 => ("BadRequest", "the server rejected our request for an unknown reason"),
            401 => ("Unauthorized", "Unauthorized"),
            403 => ("Forbidden", "forbidden: the request was refused by an admission plugin"),
            404 => ("NotFound", "the server could not find the requested resource"),
            409 => ("Conflict", "the server reported a conflict"),
            410 => ("Expired", "The resourceVersion for the provided list is too old."),
            413 => ("RequestEntityTooLarge", "the server was unable to process the request because it is too large"),
            422 => ("Invalid", "the server rejected our request due to an error in our request"),
            429 => ("TooManyRequests", "the server has received too many requests and has asked us to try again later"),
            500 => ("InternalError", "Internal error occurred: etcdserver: leader changed"),
            503 => ("ServiceUnavailable", "the server is currently unable to handle the request"),
            504 => ("Timeout", "Timeout: request did not complete within the allotted timeout"),
            _ => ((string?)null, string.Create(CultureInfo.InvariantCulture, $"an error on the server ({code}) has prevented the request from succeeding")),
        };
        return new ApiStatus(code, reason, message ?? usual);
    }
}
