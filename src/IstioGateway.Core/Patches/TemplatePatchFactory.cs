using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Templates;

namespace IstioGateway.Patches;

/// <summary>
/// Makes the patch for a cluster out of a base text and the way to deal with ports below 1024. What the patch does to a gateway's
/// pod is worked out by rendering; a patch that would do more than was asked for is not made.
/// </summary>
public static class TemplatePatchFactory
{
    /// <summary>Transforms a base text and wraps it into its patch.</summary>
    /// <param name="cluster">The cluster it is made for; <see langword="null"/> offline.</param>
    /// <param name="templateName">The key it is to be stored under.</param>
    /// <param name="baseText">The text to start from.</param>
    /// <param name="privilegedPort">How to deal with ports below 1024.</param>
    /// <param name="yaml">Reads what templates print.</param>
    /// <param name="memo">What the command has worked out so far.</param>
    /// <exception cref="TemplateRefusedException">The text is not understood, or its change would reach too far.</exception>
    /// <exception cref="ArgumentException">The name cannot name a template.</exception>
    public static GatewayTemplatePatch FromBase(
        IstioCluster? cluster,
        string templateName,
        BaseText baseText,
        PrivilegedPort privilegedPort,
        IYamlCodec yaml,
        RenderMemo memo)
    {
        SysctlTransformResult result = SysctlTransform.Apply(baseText.Text.Text, privilegedPort);
        InjectionSettings settings = baseText.Settings ?? InjectionDefaults.Settings(baseText.IstioVersion);

        // The document's text has the change in it already; what it is compared with is what a mesh has without it.
        string before = DocumentedTemplate.IsText(baseText.Text.Text) ? DefaultGatewayTemplate.Text : baseText.Text.Text;
        PatchEffect effect = PatchEffect.Of(templateName, before, result.Text, settings, privilegedPort, yaml, memo);
        return Make(cluster, templateName, result, baseText, privilegedPort, effect);
    }

    /// <summary>Makes the small additive template's patch.</summary>
    /// <inheritdoc cref="FromBase"/>
    /// <exception cref="ArgumentException">The name cannot name a template, or is the default template's own.</exception>
    public static GatewayTemplatePatch Overlay(
        IstioCluster? cluster,
        string templateName,
        PrivilegedPort privilegedPort,
        IYamlCodec yaml,
        RenderMemo memo)
    {
        if (templateName == TemplateName.Gateway)
        {
            throw new ArgumentException(
                "An overlay stands beside the default template; named 'gateway' it would replace it.", nameof(templateName));
        }

        SysctlTransformResult result = OverlayTemplate.For(privilegedPort);
        PatchEffect effect = PatchEffect.Of(
            templateName, before: null, result.Text, InjectionDefaults.Settings(), privilegedPort, yaml, memo);
        return Make(cluster, templateName, result, baseText: null, privilegedPort, effect);
    }

    private static GatewayTemplatePatch Make(
        IstioCluster? cluster,
        string templateName,
        SysctlTransformResult result,
        BaseText? baseText,
        PrivilegedPort privilegedPort,
        PatchEffect effect)
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
            Settings = baseText?.Settings,
            PrivilegedPort = privilegedPort,
            Changes = result.Changes,
            PodChanges = effect.Changes,
            Findings = [.. result.Findings, .. effect.Findings],
            Sha256 = text.Sha256,
        };
    }
}

/// <summary>A text to start from, and where it came from.</summary>
/// <param name="Text">The text.</param>
/// <param name="Source">Where it came from, in words.</param>
/// <param name="IstioVersion">The Istio version it belongs to, where known.</param>
/// <param name="IsInForce">Whether it is the template in force on the cluster.</param>
public sealed record BaseText(TemplateText Text, string Source, string? IstioVersion, bool IsInForce = false)
{
    /// <summary>What the cluster's istiod injects with; <see langword="null"/> where it was not read.</summary>
    public InjectionSettings? Settings { get; init; }
}
