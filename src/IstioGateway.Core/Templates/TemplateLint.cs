using System.Text;

namespace IstioGateway.Templates;

/// <summary>
/// Findings that can be made from a template's text alone. Positions count from 1. Comments are not looked at, and neither
/// are the contents of block scalars.
/// </summary>
public static class TemplateLint
{
    /// <summary>Largest ConfigMap, in bytes (Kubernetes, pkg/apis/core, <c>MaxSecretSize</c>).</summary>
    private const int ConfigMapBytes = 1024 * 1024;

    /// <summary>What an injector ConfigMap holds besides a user's templates, in bytes; 112,085 in Istio 1.30.3.</summary>
    private const int ConfigMapOwnBytes = 112_085;

    /// <summary>Checks a text, with any line ends.</summary>
    /// <param name="template">The text.</param>
    /// <param name="istioVersion">
    /// The Istio version it is meant for; given one, the documented text is checked against it.
    /// </param>
    public static IReadOnlyList<TemplateFinding> Check(string template, string? istioVersion = null)
    {
        if (string.IsNullOrWhiteSpace(template))
        {
            return [Finding(
                FindingIds.EmptyTemplate,
                FindingSeverity.Error,
                null,
                null,
                "The template is empty: istiod takes it and injects nothing, and the gateway's image stays 'auto'.",
                "To go back to the default template, remove the override.")];
        }

        TemplateOutline outline = TemplateOutline.Of(TemplateText.WithLineFeeds(template));
        List<TemplateFinding> findings =
        [
            .. Sysctls(outline),
            .. NullContexts(outline),
            .. CapabilityLint.Check(outline),
            .. CarriageReturns(template),
            .. TrailingSpaces(outline),
            .. Size(template),
        ];
        if (TemplateSyntaxCheck.Check(template, istioVersion) is { } unparsable)
        {
            findings.Add(unparsable);
        }

        if (istioVersion is not null && DocumentedTemplate.IsText(template) && DocumentedTemplate.Mismatch(istioVersion) is { } mismatch)
        {
            findings.Add(mismatch);
        }

        return [.. findings.OrderBy(finding => finding.Line ?? 0).ThenBy(finding => finding.Column ?? 0)];
    }

    internal static TemplateFinding Finding(
        string id, FindingSeverity severity, int? line, int? column, string message, string? recommendation = null) => new()
        {
            Id = id,
            Severity = severity,
            Line = line,
            Column = column,
            Message = message,
            Recommendation = recommendation,
        };

    private static IEnumerable<TemplateFinding> Sysctls(TemplateOutline outline)
    {
        TemplateLine[] mentions = [.. SysctlRemoval.Mentions(outline)];
        if (mentions.Length > 0)
        {
            return mentions.Select(line => Finding(
                FindingIds.SysctlPresent,
                FindingSeverity.Warning,
                line.Number,
                SysctlRemoval.OffsetOfName(line) + 1,
                $"{SysctlRemoval.Name} is set; on a node with a kernel before 4.11 the pod never starts.",
                "Make the template with New-GatewayTemplatePatch."));
        }

        return outline.PodSecurityContexts()
            .SelectMany(context => outline.Below(context))
            .Where(line => line.IsKey("sysctls") && line.ValueOf("sysctls") == "[]")
            .Select(line => Finding(
                FindingIds.AlreadyApplied,
                FindingSeverity.Information,
                line.Number,
                line.Indent + 1,
                "The template sets no sysctl already."));
    }

    private static IEnumerable<TemplateFinding> NullContexts(TemplateOutline outline) => outline.PodSecurityContexts()
        .Where(context => context.IsHeader("securityContext") && !SurelyPrints.Something(outline.Below(context)))
        .Select(context => Finding(
            FindingIds.SecurityContextNull,
            FindingSeverity.Warning,
            context.Number,
            context.Indent + 1,
            "This can render as 'securityContext: null', and the merge then deletes the securityContext of the pod itself.",
            "Put 'sysctls: []' under it."));

    // The chart writes an override into `config` and echoes it in `values`; Kubernetes takes no ConfigMap above 1 MiB.
    private static IEnumerable<TemplateFinding> Size(string template)
    {
        int bytes = Encoding.UTF8.GetByteCount(template);
        if ((2L * bytes) + ConfigMapOwnBytes > ConfigMapBytes)
        {
            yield return Finding(
                FindingIds.TemplateTooLarge,
                FindingSeverity.Error,
                null,
                null,
                FormattableString.Invariant(
                    $"istiod's ConfigMap would hold the template's {bytes} bytes twice, and Kubernetes takes no ConfigMap above {ConfigMapBytes}."),
                "Make the template smaller; a small additive one (New-GatewayTemplatePatch -Overlay) copies nothing.");
        }
    }

    private static IEnumerable<TemplateFinding> TrailingSpaces(TemplateOutline outline) => outline.Lines
        .Where(line => line.Text.Length > 0 && line.Text[^1] is ' ' or '\t')
        .Select(line => Finding(
            FindingIds.TrailingSpace,
            FindingSeverity.Information,
            line.Number,
            line.Text.TrimEnd(' ', '\t').Length + 1,
            "White space at the end of the line makes YAML writers store the whole template as one quoted line."));

    private static IEnumerable<TemplateFinding> CarriageReturns(string template)
    {
        int at = template.IndexOf('\r', StringComparison.Ordinal);
        if (at >= 0)
        {
            string before = template[..at];
            int lineStart = before.LastIndexOf('\n') + 1;
            yield return Finding(
                FindingIds.CarriageReturn,
                FindingSeverity.Warning,
                before.Count(c => c == '\n') + 1,
                at - lineStart + 1,
                "Windows line ends make YAML writers store the whole template as one quoted line.",
                "Save the file with LF line ends; New-GatewayTemplatePatch does it by itself.");
        }
    }
}
