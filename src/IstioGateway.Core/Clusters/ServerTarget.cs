using System.Security.Cryptography.X509Certificates;

namespace IstioGateway.Clusters;

/// <summary>An API server that is named outright, with a token or a managed identity. Not a record: those print their members.</summary>
public sealed class ServerTarget
{
    /// <summary>Base address: scheme, host, port and path.</summary>
    public required Uri Server { get; init; }

    /// <summary>What the cluster is called; <see langword="null"/> for the host of its address.</summary>
    public string? Name { get; init; }

    /// <summary>The bearer token; a secret. <see langword="null"/> with an <see cref="Identity"/>.</summary>
    public string? Token { get; init; }

    /// <summary>Who fetches a token where the platform hands it out; <see langword="null"/> with a <see cref="Token"/>.</summary>
    public ManagedIdentity? Identity { get; init; }

    /// <summary>Certificates that alone may vouch for the server; empty for the machine's own store.</summary>
    public IReadOnlyList<X509Certificate2> CertificateAuthorities { get; init; } = [];

    /// <summary>Whether the server's certificate is not looked at.</summary>
    public bool SkipCertificateCheck { get; init; }

    /// <summary>The address; never the token.</summary>
    public override string ToString() => Server.GetLeftPart(UriPartial.Authority);
}
