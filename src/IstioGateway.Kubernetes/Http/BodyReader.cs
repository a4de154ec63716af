using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Reads whole bodies.</summary>
internal static class BodyReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    /// <summary>Reads the start of a body, for an error message.</summary>
    /// <exception cref="AttemptFailedException">It breaks off, and may not.</exception>
    public static async Task<byte[]> ReadStartAsync(Stream body, int maximum, CancellationToken cancellationToken, bool mayBreakOff = true)
    {
        byte[] buffer = new byte[maximum];
        int length = 0;
        try
        {
            while (length < maximum)
            {
                int count = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (count == 0)
                {
                    break;
                }

                length += count;
            }
        }
        catch (AttemptFailedException) when (mayBreakOff)
        {
            // The status code alone says what matters; a message that broke off is still a message.
        }

        return buffer[..length];
    }

    /// <summary>Reads a body as one JSON object.</summary>
    /// <exception cref="AttemptFailedException">It is something else.</exception>
    public static async Task<JsonObject> ReadObjectAsync(
        ApiResponse response, ApiRequest request, Uri server, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        int count;
        do
        {
            count = await response.Body.ReadAsync(bytes.GetMemory(4096), cancellationToken);
            bytes.Advance(count);
        }
        while (count > 0);

        try
        {
            if (JsonNode.Parse(bytes.WrittenSpan, documentOptions: Options) is JsonObject node)
            {
                JsonKeys.RequireUnique(node);
                return node;
            }
        }
        catch (JsonException)
        {
            // Told below, by what the body looks like.
        }
        catch (ArgumentException)
        {
            throw TransportTranslator.BadResponse(request, server, "JSON that names a field twice", RetryAdvice.Never, response.StatusCode);
        }

        throw TransportTranslator.BadResponse(
            request,
            server,
            Describe(response, bytes.WrittenSpan),
            JsonCompleteness.IsCutOff(bytes.WrittenSpan) ? RetryAdvice.UnknownBriefly : RetryAdvice.Never,
            response.StatusCode);
    }

    private static string Describe(ApiResponse response, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "an empty body";
        }

        if (response.MediaType is not (null or ApiRequest.Json))
        {
            return $"{response.MediaType} instead of JSON: {ResponseText.OneLine(body)}";
        }

        return JsonCompleteness.IsCutOff(body)
            ? $"JSON that ends after {body.Length} bytes in the middle"
            : "something that is no JSON object";
    }
}
