using IstioGateway.Templates;

namespace IstioGateway.Patches;

/// <summary>Makes the patch for a cluster out of a base text and the way to deal with ports below 1024.</summary>
public static class TemplatePatchFactory
{
    /// <summary>Transforms a base text and wraps it into its patch.</summary>
    /// <param name="cluster">The cluster it is made for; <see langword="null"/> offline.</param>
    /// <param name="templateName">The key it is to be stored under.</param>
    /// <param name="baseText">The text to start from.</param>
    /// <param name="privilegedPort">How to deal with ports below 1024.</param>
    /// <exception cref="TemplateRefusedException">The text is not understood.</exception>
    /// <exception cref="ArgumentException">The name cannot name a template.</exception>
    public static GatewayTemplatePatch FromBase(
        IstioCluster? cluster, string templateName, BaseText baseText, PrivilegedPort privilegedPort)
    {
        SysctlTransformResult result = SysctlTransform.Apply(baseText.Text.Text, privilegedPort);
        return Make(cluster, templateName, result, baseText, privilegedPort);
    }

    /// <summary>Makes the small additive template's patch.</summary>
    /// <exception cref="ArgumentException">The name cannot name a template, or is the default template's own.</exception>
    public static GatewayTemplatePatch Overlay(IstioCluster? cluster, string templateName, PrivilegedPort privilegedPort) =>
        templateName == TemplateName.Gateway
            ? throw new ArgumentException(
                "An overlay stands beside the default template; named 'gateway' it would replace it.", nameof(templateName))
            : Make(cluster, templateName, OverlayTemplate.For(privilegedPort), baseText: null, privilegedPort);

    private static GatewayTemplatePatch Make(
        IstioCluster? cluster,
        string templateName,
        SysctlTransformResult result,
        BaseText? baseText,
        PrivilegedPort privilegedPort)
    {
        TemplateText text = TemplateText.FromText(result.Text);
        return new GatewayTemplatePatch
        {
            Cluster = cluster,
            TemplateName = templateName,
            Template = text.Text,
            Patch = GatewayTemplatePatchBody.ToText(GatewayTemplatePatchBody.For(templateName, text.Text)),
            Source = baseText?.Source ?? "overlay",
            SourceVersion = baseText?.IstioVersion,
            InForce = baseText is { IsInForce: true } ? baseText.Text.Text : null,
            PrivilegedPort = privilegedPort,
            Changes = result.Changes,
            Findings = result.Findings,
            Sha256 = text.Sha256,
        };
    }
}

/// <summary>A text to start from, and where it came from.</summary>
/// <param name="Text">The text.</param>
/// <param name="Source">Where it came from, in words.</param>
/// <param name="IstioVersion">The Istio version it belongs to, where known.</param>
/// <param name="IsInForce">Whether it is the template in force on the cluster.</param>
public sealed record BaseText(TemplateText Text, string Source, string? IstioVersion, bool IsInForce = false);
