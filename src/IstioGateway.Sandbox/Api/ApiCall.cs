using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Api.Access;
using IstioGateway.Sandbox.Http;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api;

/// <summary>One request to the API, past authentication and authorisation.</summary>
internal sealed class ApiCall(HttpRequest request, HttpResponse response, QueryString query, ApiUser user, CancellationToken cancellationToken)
{
    /// <summary>The request.</summary>
    public HttpRequest Request { get; } = request;

    /// <summary>The answer.</summary>
    public HttpResponse Response { get; } = response;

    /// <summary>Its query.</summary>
    public QueryString Query { get; } = query;

    /// <summary>Its sender.</summary>
    public ApiUser User { get; } = user;

    /// <summary>Ends when the client goes away or the server stops.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>What it names; only for resource requests.</summary>
    public ApiTarget? Target { get; init; }

    /// <summary>The type it names; only for resource requests.</summary>
    public ResourceDefinition? Definition { get; init; }

    /// <summary>The type, where the route has one.</summary>
    public ResourceDefinition Type => Definition ?? throw new InvalidOperationException("This request names no type.");

    /// <summary>Where the named object lives.</summary>
    public ObjectKey Key => new(Target?.Namespace ?? "", Target?.Name ?? "");

    /// <summary>Who writes, for <c>managedFields</c>: the parameter, else the user agent up to its first slash.</summary>
    public string FieldManager
    {
        get
        {
            string? named = Query["fieldManager"];
            if (!string.IsNullOrEmpty(named))
            {
                return named;
            }

            string agent = (Request.Headers["User-Agent"] ?? "").Split('/')[0];
            return agent.Length == 0 ? "unknown" : agent;
        }
    }

    /// <summary>Whether nothing is to be stored.</summary>
    public bool DryRun => Query.All("dryRun").Contains("All");

    /// <summary>Adds a <c>Warning</c> header, as RFC 7234 writes it.</summary>
    public void Warn(string text) =>
        Response.Headers.Add("Warning", $"299 - \"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");

    /// <summary>Answers with JSON.</summary>
    public Task SendJsonAsync(int statusCode, JsonNode body) => SendJsonAsync(statusCode, ObjectWriter.Serialize(body));

    /// <summary>Answers with JSON bytes.</summary>
    public Task SendJsonAsync(int statusCode, ReadOnlyMemory<byte> body) => SendAsync(statusCode, "application/json", body);

    /// <summary>Answers with bytes of a type.</summary>
    public async Task SendAsync(int statusCode, string contentType, ReadOnlyMemory<byte> body)
    {
        Response.StatusCode = statusCode;
        SetCommonHeaders();
        Response.Headers.Set("Content-Type", contentType);
        await using DeferredBody sink = new(this);
        await sink.WriteAsync(body);
        await sink.CompleteAsync();
    }

    /// <summary>The header fields that every answer of the API carries.</summary>
    public void SetCommonHeaders() => Response.Headers.Set("Cache-Control", "no-cache, private");
}
