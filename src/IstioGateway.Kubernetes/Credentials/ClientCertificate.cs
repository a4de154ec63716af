using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IstioGateway.Kubernetes.Credentials;

/// <summary>A client certificate with its key, and the intermediate certificates that go with it.</summary>
internal sealed class ClientCertificate : IDisposable
{
    private ClientCertificate(X509Certificate2 leaf, X509Certificate2Collection intermediates)
    {
        Leaf = leaf;
        Intermediates = intermediates;
    }

    public X509Certificate2 Leaf { get; }

    public X509Certificate2Collection Intermediates { get; }

    /// <summary>Reads PEM text: the leaf first, then intermediates; an RSA or EC key that is not encrypted.</summary>
    /// <exception cref="CryptographicException">One of the two is no such PEM, or they do not belong together.</exception>
    public static ClientCertificate FromPem(string certificatePem, string keyPem)
    {
        using X509Certificate2 loaded = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        var intermediates = new X509Certificate2Collection();
        intermediates.ImportFromPem(certificatePem);
        if (intermediates.Count > 0)
        {
            intermediates[0].Dispose();
            intermediates.RemoveAt(0);
        }

        // Windows' TLS stack cannot use a key that lives only in this process' memory, as CreateFromPem leaves it; one that
        // came from a PFX it can (github.com/dotnet/runtime issue 23749).
        byte[] pfx = loaded.Export(X509ContentType.Pfx);
        try
        {
            return new ClientCertificate(new X509Certificate2(pfx), intermediates);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pfx);
        }
    }

    public void Dispose()
    {
        Leaf.Dispose();
        foreach (X509Certificate2 intermediate in Intermediates)
        {
            intermediate.Dispose();
        }
    }
}
