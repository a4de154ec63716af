using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Credentials;

/// <summary>What a plugin answered.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="Expires">Until when it is good; <see langword="null"/> until the server says otherwise.</param>
internal sealed record ExecAnswer(Credential Credential, DateTimeOffset? Expires)
{
    /// <summary>Reads an <c>ExecCredential</c>.</summary>
    /// <param name="plugin">Who answered.</param>
    /// <param name="text">Its answer; never quoted, it holds the secret.</param>
    /// <param name="fixedCertificate">A client certificate of the kubeconfig that goes with a token.</param>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Credential"/>.</exception>
    public static ExecAnswer Parse(ExecPlugin plugin, string text, ClientCertificate? fixedCertificate)
    {
        JsonObject answer;
        try
        {
            answer = JsonNode.Parse(text) as JsonObject ?? throw Error(plugin, "an answer that is no JSON object");
        }
        catch (JsonException)
        {
            throw Error(plugin, "an answer that is no JSON");
        }

        string? version = Text(answer, "apiVersion");
        if (Text(answer, "kind") != "ExecCredential" || version != plugin.ApiVersion)
        {
            throw Error(
                plugin, $"a {Text(answer, "kind") ?? "?"} of {version ?? "no version"} where an ExecCredential of {plugin.ApiVersion} was asked for");
        }

        var status = answer["status"] as JsonObject ?? throw Error(plugin, "no status");
        string? token = Text(status, "token");
        string? certificate = Text(status, "clientCertificateData");
        string? key = Text(status, "clientKeyData");
        if (token is null && certificate is null)
        {
            throw Error(plugin, "neither a token nor a client certificate");
        }

        if (certificate is null != key is null)
        {
            throw Error(plugin, "a client certificate without its key, or the reverse");
        }

        return new ExecAnswer(
            new Credential(
                token is null ? null : BearerToken.Checked(token, $"The answer of the credential plugin '{plugin.Command}'"),
                certificate is null ? fixedCertificate : Certificate(plugin, certificate, key!)),
            Expiry(plugin, status));
    }

    private static ClientCertificate Certificate(ExecPlugin plugin, string certificate, string key)
    {
        try
        {
            return ClientCertificate.FromPem(certificate, key);
        }
        catch (CryptographicException)
        {
            throw Error(plugin, "a client certificate and key that cannot be used");
        }
    }

    private static DateTimeOffset? Expiry(ExecPlugin plugin, JsonObject status)
    {
        string? text = Text(status, "expirationTimestamp");
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expires)
            ? expires
            : throw Error(plugin, "an expirationTimestamp that is no time");
    }

    private static string? Text(JsonObject node, string key) =>
        node[key] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static ClusterException Error(ExecPlugin plugin, string what) =>
        new(ClusterErrorKind.Credential, $"The credential plugin '{plugin.Command}' gave {what}.");
}
