using System.Security.Cryptography.X509Certificates;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Credentials;
using IstioGateway.Kubernetes.Http;
using IstioGateway.Kubernetes.Kubeconfig;

namespace IstioGateway.Kubernetes.Targets;

/// <summary>Turns a server and a token into a <see cref="ConnectionPlan"/>.</summary>
internal static class ServerTargetPlanner
{
    public static (ConnectionPlan Plan, IReadOnlyList<string> Warnings) Plan(ServerTarget target)
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

        string token = Token(target.Token);
        return (
            new ConnectionPlan
            {
                Endpoint = new ClusterEndpoint(
                    target.Name ?? server.IdnHost.Trim('[', ']'), server, "server address", ServiceAccountName.Of(token)),
                Authorities = target.CertificateAuthorities.Count == 0
                    ? null
                    : new X509Certificate2Collection(target.CertificateAuthorities.ToArray()),
                SkipTlsVerify = target.SkipCertificateCheck,
                Credentials = new StaticCredential(new Credential(token, certificate: null)),
            },
            warnings);
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
