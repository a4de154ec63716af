using System.Security.Cryptography.X509Certificates;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Credentials;
using IstioGateway.Kubernetes.Http;
using IstioGateway.Kubernetes.Kubeconfig;

namespace IstioGateway.Kubernetes.Targets;

/// <summary>Turns a server and a token or a managed identity into a <see cref="ConnectionPlan"/>.</summary>
internal static class ServerTargetPlanner
{
    /// <param name="target">The server.</param>
    /// <param name="identities">Makes the credential of a managed identity.</param>
    public static (ConnectionPlan Plan, IReadOnlyList<string> Warnings) Plan(
        ServerTarget target, Func<ManagedIdentity, ICredentialSource> identities)
    {
        if (!ServerAddress.TryRead(target.Server.OriginalString, out Uri? server, out string? reason))
        {
            throw Invalid($"The server address {reason}.");
        }

        if (server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback)
        {
            // kubectl sends no token without TLS either, and then fails as a nobody; to say why is kinder.
            throw Invalid($"The server address {server} has no TLS: anyone on the way could read the token. Use https.");
        }

        if (target.SkipCertificateCheck && target.CertificateAuthorities.Count > 0)
        {
            // As in a kubeconfig (client-go transport.TLSConfigFor): which of the two is meant cannot be known.
            throw Invalid("Give a certificate authority or skip the check of the certificate, not both.");
        }

        List<string> warnings = [];
        if (target.SkipCertificateCheck && server.Scheme == Uri.UriSchemeHttps)
        {
            warnings.Add($"The certificate of {server.Authority} is not verified: anyone on the way can read the token."
                + " Give the cluster's certificate authority instead.");
        }

        (ICredentialSource credentials, string? user) = Credentials(target, identities);
        return (
            new ConnectionPlan
            {
                Endpoint = new ClusterEndpoint(
                    target.Name ?? server.IdnHost.Trim('[', ']'), server, "server address", user),
                Authorities = target.CertificateAuthorities.Count == 0
                    ? null
                    : new X509Certificate2Collection(target.CertificateAuthorities.ToArray()),
                SkipTlsVerify = target.SkipCertificateCheck,
                Credentials = credentials,
            },
            warnings);
    }

    private static (ICredentialSource Credentials, string? User) Credentials(
        ServerTarget target, Func<ManagedIdentity, ICredentialSource> identities)
    {
        if (target.Identity is { } identity)
        {
            return target.Token is null
                ? (identities(identity), identity.ToString())
                : throw Invalid("Give a token or a managed identity, not both.");
        }

        string token = Token(target.Token ?? "");
        return (new StaticCredential(new Credential(token, certificate: null)), ServiceAccountName.Of(token));
    }

    private static string Token(string given)
    {
        string token = given.Trim();
        return token.Length > 0
            ? BearerToken.Checked(token, "The given token")
            : throw new ClusterException(ClusterErrorKind.Credential, "The given token is empty.");
    }

    private static ClusterException Invalid(string message) => new(ClusterErrorKind.InvalidTarget, message);
}
