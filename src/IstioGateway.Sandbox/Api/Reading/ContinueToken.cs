using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Reading;

/// <summary>
/// Where a chunked list goes on: a version and a key, as base64 of JSON without padding.
/// Source: k8s.io/apiserver pkg/storage/continue.go.
/// </summary>
/// <param name="Version">The version the first page was read at; -1 for whatever is newest.</param>
/// <param name="Start">The first key that is not below the next page.</param>
internal sealed record ContinueToken(long Version, string Start)
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private const string Prefix = "continue key is not valid: ";

    /// <summary>The token after an object.</summary>
    public static ContinueToken After(long version, ObjectKey last) => new(version, last.Path + "\0");

    /// <summary>Reads a token.</summary>
    /// <exception cref="ApiException">400, with the API server's words.</exception>
    public static ContinueToken Parse(string text)
    {
        byte[] bytes = Decode(text);
        JsonObject? token;
        try
        {
            token = JsonNode.Parse(bytes) as JsonObject;
        }
        catch (JsonException malformed)
        {
            throw Invalid(Prefix + malformed.Message);
        }

        if ((string?)token?["v"] != "meta.k8s.io/v1")
        {
            throw Invalid(Prefix + "server does not recognize this encoded version \"" + (string?)token?["v"] + "\"");
        }

        long version = token["rv"]?.GetValue<long>() ?? 0;
        string start = (string?)token["start"] ?? "";
        if (version == 0)
        {
            throw Invalid(Prefix + "incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        }

        return start.Length == 0 ? throw Invalid(Prefix + "encoded start key empty (version meta.k8s.io/v1)") : new ContinueToken(version, start);
    }

    /// <summary>The token as it goes over the wire.</summary>
    public override string ToString()
    {
        // JsonEncodedText writes the closing NUL as \u0000, as Go does.
        string json = $"{{\"v\":\"meta.k8s.io/v1\",\"rv\":{Version},\"start\":\"{JsonEncodedText.Encode(Start)}\"}}";
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static byte[] Decode(string text)
    {
        int wrong = text.AsSpan().IndexOfAnyExcept(Alphabet);
        if (wrong < 0 && text.Length % 4 == 1)
        {
            // Go names the start of the incomplete last group.
            wrong = text.Length - 1;
        }

        if (wrong >= 0)
        {
            throw Invalid($"{Prefix}illegal base64 data at input byte {wrong}");
        }

        string padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        return Convert.FromBase64String(padded);
    }

    private static ApiException Invalid(string message) => Refusals.BadRequest("invalid continue token: " + message);
}
