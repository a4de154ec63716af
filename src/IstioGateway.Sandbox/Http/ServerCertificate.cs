using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IstioGateway.Sandbox.Http;

/// <summary>The server's own certificate for 127.0.0.1 and localhost, valid for a day, made when TLS is first spoken or asked about.</summary>
internal sealed class ServerCertificate(TimeProvider clock) : IDisposable
{
    private readonly Lazy<X509Certificate2> _certificate = new(() => Make(clock.GetUtcNow()));

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Value => _certificate.Value;

    /// <summary>The certificate as PEM, for clients to trust.</summary>
    public string Pem => Value.ExportCertificatePem();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_certificate.IsValueCreated)
        {
            _certificate.Value.Dispose();
        }
    }

    private static X509Certificate2 Make(DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=istiogateway-sandbox", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());

        // Its own authority: clients are given this very certificate to trust.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using X509Certificate2 ephemeral = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));

        // SslStream on Windows refuses ephemeral keys; a round trip through PKCS#12 gives one that works everywhere.
        byte[] pkcs12 = ephemeral.Export(X509ContentType.Pkcs12);
#pragma warning disable SYSLIB0057 // X509CertificateLoader does not exist in net8.0.
        return new X509Certificate2(pkcs12, (string?)null, X509KeyStorageFlags.Exportable);
#pragma warning restore SYSLIB0057
    }
}
