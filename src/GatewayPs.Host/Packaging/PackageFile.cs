using System.Security.Cryptography;
using System.Text;

namespace GatewayPs.Host.Packaging;

/// <summary>A file of a package.</summary>
/// <param name="Path">Where it lies in the module's folder, with forward slashes.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record PackageFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>SHA-256 of its bytes in lower-case hexadecimal, as SBOMs and <c>sha256sum</c> write it.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Content.Span));

    /// <summary>A file of text: UTF-8 without a mark, with the line ends it has.</summary>
    public static PackageFile OfText(string path, string text) => new(path, Encoding.UTF8.GetBytes(text));

    /// <summary>A file that exists.</summary>
    public static PackageFile Read(string path, string source) => new(path, File.ReadAllBytes(source));
}
