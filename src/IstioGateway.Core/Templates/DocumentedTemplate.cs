namespace IstioGateway.Templates;

/// <summary>What is known of the template that the document prints.</summary>
public static class DocumentedTemplate
{
    /// <summary>SHA-256 of its text, LF line ends, no newline at the end.</summary>
    public const string Sha256 = "e6338a5746eba331a2e287264709dc89f1f768ac58496cb0cb4ae84a04a13806";

    /// <summary>The Istio versions whose default template it is, but for the document's own edits.</summary>
    public const string SourceVersion = "1.26.0-1.26.2";

    private static readonly IstioVersion FirstOrigin = new(1, 26, 0);
    private static readonly IstioVersion LastOrigin = new(1, 26, 2);

    // From which version on the default template has something that the documented text lacks.
    private static readonly (IstioVersion Since, string What)[] Losses =
    [
        (new(1, 26, 3), "the corrected clusterTrustBundle volume, without which ENABLE_CLUSTER_TRUST_BUNDLE_API makes pods invalid"),
        (new(1, 27, 0), "the annotation sidecar.istio.io/bootstrapOverride and global.trustBundleName"),
        (new(1, 29, 0), "the divisor of the proxy's CPU and memory limits"),
        (new(1, 31, 0), "GODEBUG=fips140=only under a FIPS compliance policy"),
    ];

    /// <summary>Whether a text is the documented one, whatever its line ends.</summary>
    public static bool IsText(string template) =>
        !string.IsNullOrWhiteSpace(template) && TemplateText.HashOf(TemplateText.Normalize(template)) == Sha256;

    /// <summary>What setting the documented text on an Istio version costs; <see langword="null"/> when it belongs there.</summary>
    /// <param name="istioVersion">As in <c>spec.version</c>: <c>v1.28.6</c>, <c>1.26.3-asm-r1</c>, <c>v1.30-latest</c>.</param>
    public static TemplateFinding? Mismatch(string istioVersion)
    {
        IstioVersion? version = IstioVersion.TryParse(istioVersion);
        if (version is not null && version.CompareTo(FirstOrigin) >= 0 && version.CompareTo(LastOrigin) <= 0)
        {
            return null;
        }

        return TemplateLint.Finding(
            FindingIds.VersionMismatch,
            FindingSeverity.Warning,
            null,
            null,
            $"The documented template belongs to Istio 1.26.0 to 1.26.2; {Cost(istioVersion, version)}",
            "Make the template from the cluster's own: -Base Live.");
    }

    private static string Cost(string text, IstioVersion? version)
    {
        if (version is null)
        {
            return $"what it costs on '{text}' cannot be told.";
        }

        string[] lost = [.. Losses.Where(loss => version.CompareTo(loss.Since) >= 0).Select(loss => loss.What)];
        if (lost.Length > 0)
        {
            return $"on {text} it loses {string.Join("; ", lost)}.";
        }

        return version.CompareTo(new IstioVersion(1, 22, 0)) < 0
            ? $"on {text} it loses JWT_POLICY and mounts the istio-token volume always."
            : $"on {text} it replaces a template of another text.";
    }
}
