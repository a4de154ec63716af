using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Reads the certificate authority of a cluster entry.</summary>
internal static class CertificateAuthorities
{
    /// <summary>Its certificates; <see langword="null"/> when the entry names none and the machine's own store decides.</summary>
    public static X509Certificate2Collection? Read(KubeconfigSection cluster)
    {
        cluster.RefuseBoth("certificate-authority");
        byte[]? data = cluster.Bytes("certificate-authority-data");
        string key = data is null ? "certificate-authority" : "certificate-authority-data";
        if (data is null)
        {
            string? file = cluster.ExistingFile(key);
            if (file is null)
            {
                return null;
            }

            data = SecretFile.ReadBytes(cluster, key, file);
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(data));
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates.Count > 0
            ? certificates
            : throw cluster.Error(key, $"{key} of {cluster.Name} holds no PEM certificate (-----BEGIN CERTIFICATE-----).");
    }
}
