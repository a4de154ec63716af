using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace IstioGateway.Kubernetes.Http;

/// <summary>
/// Decides on the server's certificate. Host name and chain are both required, also under a private authority: checking only
/// the chain would accept any certificate of that authority for any host.
/// </summary>
/// <param name="host">The name the certificate must be for.</param>
/// <param name="authorities">Certificates that alone may vouch for it; <see langword="null"/> for the machine's store.</param>
internal sealed class ServerCertificateVerifier(string host, X509Certificate2Collection? authorities)
{
    private const string SubjectAlternativeNameOid = "2.5.29.17";

    /// <summary>The rules under which the platform builds the chain.</summary>
    public X509ChainPolicy? ChainPolicy()
    {
        if (authorities is null)
        {
            return null;
        }

        // A cluster's own authority publishes no revocation list.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>The platform's callback.</summary>
    /// <exception cref="ServerCertificateRejectedException">The certificate is not accepted.</exception>
    public bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (certificate is not X509Certificate2 server)
        {
            return false;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new ServerCertificateRejectedException(
                $"its certificate is for {Names(server)}, not for {host} (if that is right, set tls-server-name in a kubeconfig)");
        }

        if (chain is not null && EndsAtAnAuthority(chain))
        {
            return true;
        }

        throw new ServerCertificateRejectedException(WhyNotTrusted(server, chain));
    }

    /// <summary>
    /// An intermediate certificate may be all that a kubeconfig trusts. Go ends a chain at any certificate it was given
    /// (crypto/x509 <c>VerifyOptions.Roots</c>); the platform insists on a self-signed one and calls the rest a partial chain.
    /// </summary>
    private bool EndsAtAnAuthority(X509Chain chain)
    {
        if (authorities is null || chain.ChainElements.Count < 2)
        {
            return false;
        }

        foreach (X509ChainStatus status in chain.ChainStatus)
        {
            if (status.Status is not (X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.NoError))
            {
                return false;
            }
        }

        X509Certificate2 last = chain.ChainElements[^1].Certificate;
        foreach (X509Certificate2 authority in authorities)
        {
            if (authority.RawDataMemory.Span.SequenceEqual(last.RawDataMemory.Span))
            {
                return true;
            }
        }

        return false;
    }

    private string WhyNotTrusted(X509Certificate2 server, X509Chain? chain)
    {
        foreach (X509ChainElement element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            X509Certificate2 certificate = element.Certificate;
            if (!Array.Exists(element.ChainElementStatus, s => s.Status == X509ChainStatusFlags.NotTimeValid))
            {
                continue;
            }

            string which = ReferenceEquals(element, chain!.ChainElements[0])
                ? "its certificate"
                : $"the certificate of its authority {certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)}";
            return DateTime.Now > certificate.NotAfter
                ? $"{which} expired on {Day(certificate.NotAfter)}"
                : $"{which} is valid only from {Day(certificate.NotBefore)} (is this machine's clock right?)";
        }

        string issuer = server.Subject == server.Issuer
            ? "its certificate is self-signed"
            : $"its certificate was issued by {server.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}";
        string trust = authorities is null
            ? "which this machine does not trust; give the cluster's certificate authority"
            : "which is not the certificate authority given for the cluster";
        string other = Other(chain);
        return other.Length == 0 ? $"{issuer}, {trust}" : $"{issuer}, and the chain is not accepted: {other}";
    }

    /// <summary>Complaints beyond "unknown root", such as a signature that does not fit or a revoked certificate.</summary>
    private static string Other(X509Chain? chain)
    {
        List<string> others = [];
        foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
        {
            if (status.Status is not (X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain
                or X509ChainStatusFlags.NoError or X509ChainStatusFlags.NotTimeValid))
            {
                others.Add(status.Status.ToString());
            }
        }

        return string.Join(", ", others);
    }

    private static string Names(X509Certificate2 server)
    {
        List<string> names = [];
        foreach (X509Extension extension in server.Extensions)
        {
            if (extension.Oid?.Value == SubjectAlternativeNameOid)
            {
                var alternatives = new X509SubjectAlternativeNameExtension(extension.RawData, extension.Critical);
                names.AddRange(alternatives.EnumerateDnsNames());
                names.AddRange(alternatives.EnumerateIPAddresses().Select(address => address.ToString()));
            }
        }

        return names.Count == 0 ? $"no host name at all ({server.Subject})" : string.Join(", ", names);
    }

    private static string Day(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
