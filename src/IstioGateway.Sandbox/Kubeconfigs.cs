using System.Text;

namespace IstioGateway.Sandbox;

/// <summary>Writes kubeconfigs.</summary>
internal static class Kubeconfigs
{
    /// <summary>A kubeconfig with one context. Its strings are JSON strings, which YAML reads.</summary>
    public static string Write(string name, Uri server, string? certificatePem, string? userName, string? token)
    {
        string user = userName ?? "anonymous";
        string authority = certificatePem is null
            ? ""
            : $"\n    certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(certificatePem))}";
        string credentials = token is null ? "{}" : $"{{ token: {Quote(token)} }}";
        return $"""
            apiVersion: v1
            kind: Config
            current-context: {Quote(name)}
            clusters:
            - name: {Quote(name)}
              cluster:
                server: {Quote(server.GetLeftPart(UriPartial.Authority))}{authority}
            users:
            - name: {Quote(user)}
              user: {credentials}
            contexts:
            - name: {Quote(name)}
              context:
                cluster: {Quote(name)}
                user: {Quote(user)}

            """;
    }

    private static string Quote(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";
}
