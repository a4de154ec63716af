using System.Collections;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Reads certificates from what people have of a certificate authority: PEM text or its lines, a file with PEM or DER, the
/// base64 of a kubeconfig's <c>certificate-authority-data</c>, bytes, or certificates. Private keys among it are left out.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class CertificateAuthorityTransformationAttribute : ArgumentTransformationAttribute
{
    private const string PemBegin = "-----BEGIN ";

    /// <summary>How base64 of PEM begins.</summary>
    private const string PemBeginBase64 = "LS0tLS1CRUdJTi";

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        ArgumentNullException.ThrowIfNull(engineIntrinsics);
        X509Certificate2Collection certificates = [];
        try
        {
            Read(Plain(inputData), engineIntrinsics.SessionState.Path, certificates);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates.Count > 0 ? certificates.ToArray() : throw Unreadable(Messages.Get("AuthorityHoldsNothing"));
    }

    private static void Read(object? value, PathIntrinsics paths, X509Certificate2Collection certificates)
    {
        switch (value)
        {
            case X509Certificate2 certificate:
                // Its own bytes only: a private key that came with it is none of our business.
                certificates.Add(new X509Certificate2(certificate.RawData));
                break;
            case byte[] bytes:
                ReadBytes(bytes, certificates);
                break;
            case string text:
                ReadText(text, paths, certificates);
                break;
            case IEnumerable items:
                ReadItems([.. items.Cast<object?>().Select(Plain)], paths, certificates);
                break;
            default:
                throw Unreadable(Messages.Get("AuthorityWrongType", value?.GetType().Name ?? "null"));
        }
    }

    private static void ReadItems(object?[] items, PathIntrinsics paths, X509Certificate2Collection certificates)
    {
        if (items.Length > 0 && Array.TrueForAll(items, item => item is byte))
        {
            ReadBytes([.. items.Cast<byte>()], certificates);
        }
        else if (items.Length > 1 && items[0] is string first && first.StartsWith(PemBegin, StringComparison.Ordinal)
            && !first.Contains('\n', StringComparison.Ordinal) && Array.TrueForAll(items, item => item is string))
        {
            ReadText(string.Join('\n', items), paths, certificates);
        }
        else
        {
            foreach (object? item in items)
            {
                Read(item, paths, certificates);
            }
        }
    }

    private static void ReadText(string text, PathIntrinsics paths, X509Certificate2Collection certificates)
    {
        string trimmed = text.Trim();
        if (trimmed.Contains(PemBegin, StringComparison.Ordinal))
        {
            certificates.ImportFromPem(trimmed);
        }
        else if (trimmed.StartsWith(PemBeginBase64, StringComparison.Ordinal))
        {
            ReadBase64(trimmed, certificates);
        }
        else
        {
            ReadBytes(ReadFile(paths.GetUnresolvedProviderPathFromPSPath(text)), certificates);
        }
    }

    private static void ReadBase64(string text, X509Certificate2Collection certificates)
    {
        byte[] bytes = new byte[text.Length];
        if (Convert.TryFromBase64String(text, bytes, out int count))
        {
            ReadBytes(bytes[..count], certificates);
        }
    }

    private static void ReadBytes(byte[] bytes, X509Certificate2Collection certificates)
    {
        string text = Encoding.UTF8.GetString(bytes);
        if (text.Contains(PemBegin, StringComparison.Ordinal))
        {
            certificates.ImportFromPem(text);
        }
        else
        {
            certificates.Add(new X509Certificate2(bytes));
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Messages.Get("AuthorityFileUnreadable", path, exception.Message));
        }
    }

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static ArgumentTransformationMetadataException Unreadable(string reason) =>
        new(Messages.Get("AuthorityUnreadable", reason));
}
