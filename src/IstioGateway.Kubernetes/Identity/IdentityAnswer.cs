using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Credentials;
using IstioGateway.Kubernetes.Http;

namespace IstioGateway.Kubernetes.Identity;

/// <summary>What an identity endpoint answers. Not a record: those print their members.</summary>
internal sealed class IdentityAnswer
{
    /// <summary>For a token whose end is not told: short enough to be asked for again before long.</summary>
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(5);

    private IdentityAnswer(string token, DateTimeOffset expires)
    {
        Token = token;
        Expires = expires;
    }

    /// <summary>The token; a secret.</summary>
    public string Token { get; }

    /// <summary>Until when it is good.</summary>
    public DateTimeOffset Expires { get; }

    /// <summary>Reads a success.</summary>
    /// <param name="body">The body; never quoted, it holds the secret.</param>
    /// <param name="endpoint">Who answered.</param>
    /// <param name="now">The time it was asked for.</param>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.ManagedIdentity"/>.</exception>
    public static IdentityAnswer Parse(ReadOnlySpan<byte> body, IdentityEndpoint endpoint, DateTimeOffset now)
    {
        JsonObject? answer = Object(body);
        string token = Text(answer, "access_token") ?? throw new ClusterException(
            ClusterErrorKind.ManagedIdentity, $"The identity endpoint {endpoint} answered with something that holds no access_token.");
        return new IdentityAnswer(
            BearerToken.Checked(token, $"The answer of the identity endpoint {endpoint}"),
            ExpiresOn(Text(answer, "expires_on")) ?? ExpiresIn(Text(answer, "expires_in"), now) ?? now + UnknownLifetime);
    }

    /// <summary>The words of a refusal: those of a JSON answer where it has any, else the text on one line. Azure Automation writes
    /// <c>Message</c>, the others <c>message</c>.</summary>
    public static string Words(ReadOnlySpan<byte> body)
    {
        JsonObject? answer = Object(body);
        string? words = Text(answer, "error_description") ?? Text(answer, "message") ?? Text(answer, "Message")
            ?? Text(answer?["error"] as JsonObject, "message") ?? Text(answer, "error");
        return ResponseText.OneLine(words is null ? body : System.Text.Encoding.UTF8.GetBytes(words));
    }

    private static JsonObject? Object(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Seconds since 1970, as text or number; version 2017-09-01 writes a date.</summary>
    private static DateTimeOffset? ExpiresOn(string? text) => Seconds(text) is { } seconds
        ? DateTimeOffset.UnixEpoch + seconds
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;

    private static DateTimeOffset? ExpiresIn(string? text, DateTimeOffset now) => Seconds(text) is { } seconds ? now + seconds : null;

    /// <summary>Within a hundred years, so that no answer leads out of the calendar.</summary>
    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3_153_600_000))
            : null;

    private static string? Text(JsonObject? node, string key) => node?[key] is not JsonValue value ? null
        : value.TryGetValue(out string? text) ? (text.Length > 0 ? text : null)
        : value.GetValueKind() == JsonValueKind.Number ? value.ToJsonString()
        : null;
}
