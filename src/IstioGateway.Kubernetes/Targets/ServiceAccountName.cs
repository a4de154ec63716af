using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Targets;

/// <summary>Whose token it is, where the token says so: for people to read, never to decide by.</summary>
internal static class ServiceAccountName
{
    private const string Prefix = "system:serviceaccount:";

    /// <summary>
    /// The user name of the service account that a token was issued to, such as <c>system:serviceaccount:default:ops</c>;
    /// <see langword="null"/> for any other token. Other issuers put what they like in there, people's addresses among it.
    /// </summary>
    public static string? Of(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            string payload = parts[1].Replace('-', '+').Replace('_', '/');
            byte[] bytes = Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='));
            return JsonNode.Parse(bytes) is JsonObject claims
                && claims["sub"] is JsonValue subject
                && subject.TryGetValue(out string? name)
                && name.StartsWith(Prefix, StringComparison.Ordinal)
                    ? name
                    : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            // A token need not be a JSON Web Token.
            return null;
        }
    }
}
