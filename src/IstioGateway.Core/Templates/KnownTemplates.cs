using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IstioGateway.Templates;

/// <summary>
/// Recognises Istio's default gateway templates by their hash: istio
/// manifests/charts/istio-control/istio-discovery/files/gateway-injection-template.yaml, every text that a release since
/// 1.20.0 has. Git's own blob ids are kept, so that any clone of istio can be asked:
/// <c>git rev-parse 1.28.10:manifests/charts/.../gateway-injection-template.yaml</c>.
/// </summary>
public static class KnownTemplates
{
    /// <summary>How many hexadecimal digits of a blob id are kept.</summary>
    private const int IdLength = 10;

    private static readonly (string Id, string Versions)[] Table =
    [
        ("3c778713ff", "1.20.0-1.20.2"),
        ("24c1701f27", "1.20.3"),
        ("962c918bfe", "1.20.4-1.20.7, 1.21.0-1.21.3"),
        ("59b33c16d0", "1.20.8, 1.21.4-1.21.6"),
        ("97f47888f5", "1.22.0-1.22.1"),
        ("90a6841eaf", "1.22.2-1.22.8"),
        ("97ffb71f2c", "1.23.0-1.23.5, 1.24.0-1.24.3"),
        ("dbd83cc57d", "1.23.6, 1.24.4-1.24.6, 1.25.0-1.25.5"),
        ("fdeab1adb0", DocumentedTemplate.SourceVersion),
        ("7d23f15f95", "1.26.3-1.26.8"),
        ("bc15ee3c31", "1.27.0-1.27.9, 1.28.0-1.28.10"),
        ("3b7c71cfaf", "1.29.0-1.29.6, 1.30.0-1.30.3"),
        ("5746786a6f", "1.31.0-alpha.0-1.31.0-rc.0"),
    ];

    /// <summary>The Istio versions whose default template a text is, to the byte but for the line end at its end.</summary>
    /// <param name="template">The text.</param>
    /// <returns>Such as <c>1.26.0-1.26.2</c>; <see langword="null"/> when it is none that is known.</returns>
    public static string? VersionsOf(string template)
    {
        string id = BlobId(template.TrimEnd('\n') + "\n")[..IdLength];
        return Array.Find(Table, known => known.Id == id).Versions;
    }

    /// <summary>
    /// The Istio versions that a text belongs to: whose default it is, or would be with the sysctl put back that this module
    /// takes out (<see cref="PrivilegedPort.None"/> or <see cref="PrivilegedPort.Documented"/>), or the documented text.
    /// </summary>
    /// <param name="template">The text, with any line ends.</param>
    public static string? OriginOf(string template)
    {
        string text = TemplateText.Normalize(template);
        return VersionsOf(text)
            ?? (DocumentedTemplate.IsText(text) ? DocumentedTemplate.SourceVersion : null)
            ?? (WithSysctl(text) is { } restored ? VersionsOf(restored) : null);
    }

    /// <summary>The id that git gives a file of this content: SHA-1 of <c>blob LENGTH NUL</c> and its bytes, lower-case hex.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "It is what git calls a file by.")]
    internal static string BlobId(string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        byte[] header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {bytes.Length}\0"));
        return Convert.ToHexString(SHA1.HashData([.. header, .. bytes])).ToLowerInvariant();
    }

    /// <summary>A text with the sysctl put back where this module took it out; <see langword="null"/> where it did not.</summary>
    private static string? WithSysctl(string text)
    {
        try
        {
            text = SysctlTransform.Apply(text, PrivilegedPort.None).Text;
        }
        catch (TemplateRefusedException)
        {
            return null;
        }

        TemplateOutline outline = TemplateOutline.Of(text);
        TemplateLine[] emptied =
        [
            .. outline.PodSecurityContexts().SelectMany(context => outline.Below(context))
                .Where(line => line.IsKey("sysctls") && line.ValueOf("sysctls") == "[]"),
        ];
        if (emptied is not [TemplateLine only])
        {
            return null;
        }

        string[] lines = [.. outline.Lines.Select(line => line.Text)];
        string margin = new(' ', only.Indent);
        lines[only.Index] = $"{margin}sysctls:\n{margin}- name: {SysctlRemoval.Name}\n{margin}  value: \"0\"";
        return string.Join('\n', lines);
    }
}
