using System.Security.Cryptography.X509Certificates;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Credentials;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Everything a connection needs to know, read before any socket is opened.</summary>
internal sealed class ConnectionPlan
{
    /// <summary>Which server.</summary>
    public required ClusterEndpoint Endpoint { get; init; }

    /// <summary>Certificates that alone may vouch for the server; <see langword="null"/> for the machine's own store.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The name the server's certificate must be for; <see langword="null"/> for the host of its address.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Whether the server's certificate is not looked at.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The proxy of the cluster entry; may hold credentials of its own.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether answers are asked for uncompressed.</summary>
    public bool DisableCompression { get; init; }

    /// <summary>Who we are.</summary>
    public required ICredentialSource Credentials { get; init; }

    /// <summary>Whom we act as.</summary>
    public Impersonation? Impersonation { get; init; }
}
