using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;

namespace IstioGateway.Kubernetes.Watch;

/// <summary>Reads the events of a watch as they come. It never goes back to the server by itself: the caller knows what it has seen.</summary>
internal sealed class ResourceWatcher(ApiClient client)
{
    /// <summary>A server ends a watch by itself when its time is up; one that is silent for longer is not there any more.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ApiRequest request, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using ApiResponse response = await OpenAsync(request, timeout + Grace, cancellationToken);
        using var lines = new LineReader(response.Body);
        while (await ReadAsync(lines, request, cancellationToken) is { } line)
        {
            if (Event(line, request) is { } watchEvent)
            {
                yield return watchEvent;
            }
        }
    }

    private async Task<ApiResponse> OpenAsync(ApiRequest request, TimeSpan idle, CancellationToken cancellationToken)
    {
        try
        {
            return await client.OpenAsync(request, idle, cancellationToken);
        }
        catch (AttemptFailedException failure)
        {
            throw failure.Error;
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(
        LineReader lines, ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken);
        }
        catch (AttemptFailedException failure)
        {
            throw failure.Error;
        }
        catch (InvalidDataException)
        {
            throw Wrong(request, "an event without an end");
        }
    }

    private WatchEvent? Event(ReadOnlyMemory<byte> line, ApiRequest request)
    {
        if (line.Span.Trim(" \r\t"u8).IsEmpty)
        {
            return null;
        }

        if (Parse(line.Span) is not { } node
            || node["type"] is not JsonValue typeNode
            || !typeNode.TryGetValue(out string? type)
            || node["object"] is not JsonObject content)
        {
            throw JsonCompleteness.IsCutOff(line.Span)
                ? TransportTranslator.WhileReading(request, client.Endpoint.Server, new EndOfStreamException()).Error
                : Wrong(request, "something that is no watch event");
        }

        if (type == "ERROR")
        {
            throw ServerStatus.From(content) is { } status
                ? StatusTranslator.Translate(request, status)
                : Wrong(request, "an ERROR event without a Status");
        }

        WatchEventType? known = type switch
        {
            "ADDED" => WatchEventType.Added,
            "MODIFIED" => WatchEventType.Modified,
            "DELETED" => WatchEventType.Deleted,
            "BOOKMARK" => WatchEventType.Bookmark,
            _ => null,
        };
        if (known is null)
        {
            throw Wrong(request, $"an event of the unknown type '{ResponseText.OneLine(System.Text.Encoding.UTF8.GetBytes(type))}'");
        }

        // Detached from the event's envelope, so that the caller can put it elsewhere.
        node.Remove("object");
        return new WatchEvent(known.Value, content);
    }

    private ClusterException Wrong(ApiRequest request, string what) =>
        TransportTranslator.BadResponse(request, client.Endpoint.Server, what, RetryAdvice.Never).Error;

    private static JsonObject? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var node = JsonNode.Parse(line, documentOptions: Options) as JsonObject;
            JsonKeys.RequireUnique(node);
            return node;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
