using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IstioGateway.Kubernetes.Tests.Servers;

/// <summary>A certificate authority made for a test, and certificates of it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    public TestCertificates(string name = "test-ca")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        AsAuthority(request);
        Authority = request.CreateSelfSigned(_now.AddDays(-30), _now.AddDays(30));
    }

    private TestCertificates(string name, X509Certificate2 parent)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        AsAuthority(request);
        using X509Certificate2 issued = request.Create(
            parent, _now.AddDays(-20), _now.AddDays(20), RandomNumberGenerator.GetBytes(8));
        Authority = issued.CopyWithPrivateKey(_key);
    }

    public X509Certificate2 Authority { get; }

    public string AuthorityData => Data(Authority.ExportCertificatePem());

    public static string Data(string pem) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(pem));

    /// <summary>An authority that this one vouches for.</summary>
    public TestCertificates Intermediate(string name) => new(name, Authority);

    /// <summary>A server certificate for a host, valid from and until so many days from now.</summary>
    public X509Certificate2 Server(string host, int from = -10, int until = 10)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = ServerRequest(host, key);
        using X509Certificate2 issued = request.Create(
            Authority, _now.AddDays(from), _now.AddDays(until), RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 whole = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    /// <summary>A server certificate that vouches for itself.</summary>
    public static X509Certificate2 SelfSigned(string host)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 whole = ServerRequest(host, key)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pfx), null);
    }

    /// <summary>A client certificate and its key, as PEM.</summary>
    public (string Certificate, string Key, string Thumbprint) Client(string name, bool rsa = false)
    {
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = key is RSA r
            ? new CertificateRequest($"CN={name}", r, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        var generator = X509SignatureGenerator.CreateForECDsa(_key);
        using X509Certificate2 issued = request.Create(
            Authority.SubjectName, generator, _now.AddDays(-1), _now.AddDays(1), RandomNumberGenerator.GetBytes(8));
        string keyPem = key is ECDsa ec ? ec.ExportECPrivateKeyPem() : key.ExportPkcs8PrivateKeyPem();
        return (issued.ExportCertificatePem(), keyPem, issued.Thumbprint);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }

    private static void AsAuthority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
    }

    private static CertificateRequest ServerRequest(string host, ECDsa key)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
