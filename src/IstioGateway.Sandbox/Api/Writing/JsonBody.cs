using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Reads request bodies, refusing broken ones in the words of Go's decoder.</summary>
internal static class JsonBody
{
    /// <summary>Parses JSON.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> body, string what)
    {
        try
        {
            return JsonNode.Parse(body.Span);
        }
        catch (JsonException malformed)
        {
            throw Refusals.BadRequest($"{what}: {Describe(body.Span, malformed)}");
        }
    }

    /// <summary>Parses a JSON object.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static JsonObject ParseObject(ReadOnlyMemory<byte> body, string what) =>
        Parse(body, what) as JsonObject ?? throw Refusals.BadRequest($"{what}: json: cannot unmarshal into Go value of type map[string]interface {{}}");

    /// <summary>Whether the text ends before the value does is what Go tells apart from a wrong character.</summary>
    private static string Describe(ReadOnlySpan<byte> body, JsonException malformed)
    {
        Utf8JsonReader reader = new(body, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read matters.
            }

            return "unexpected end of JSON input";
        }
        catch (JsonException)
        {
            int at = (int)Math.Min(malformed.BytePositionInLine ?? 0, body.Length - 1);
            return body.IsEmpty ? "unexpected end of JSON input" : $"invalid character '{(char)body[at]}' looking for beginning of value";
        }
    }
}
