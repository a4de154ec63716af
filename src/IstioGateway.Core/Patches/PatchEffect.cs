using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Templates;

namespace IstioGateway.Patches;

/// <summary>What a changed template does to a gateway's pod, and what a test of it finds.</summary>
/// <param name="Changes">Fields of the usual gateway's pod that change, one line each.</param>
/// <param name="Findings">What the test found beyond the text's own findings.</param>
internal sealed record PatchEffect(IReadOnlyList<string> Changes, IReadOnlyList<TemplateFinding> Findings)
{
    /// <summary>Renders both texts and compares.</summary>
    /// <exception cref="TemplateRefusedException">More changes than was asked for.</exception>
    public static PatchEffect Of(
        string templateName,
        string? before,
        string after,
        InjectionSettings settings,
        PrivilegedPort privilegedPort,
        IYamlCodec yaml,
        RenderMemo memo) => memo.Of(
            settings,
            [templateName, before, after, privilegedPort.ToString()],
            () => WorkOut(templateName, before, after, settings, privilegedPort, yaml));

    private static PatchEffect WorkOut(
        string templateName, string? before, string after, InjectionSettings settings, PrivilegedPort privilegedPort, IYamlCodec yaml)
    {
        CancellationToken cancellationToken = CancellationToken.None;
        IntendedChanges.Require(templateName, before, after, privilegedPort, settings, yaml, cancellationToken);
        TemplateCheckOptions options = new() { TemplateName = templateName, Settings = settings, OnlyRender = true };
        TemplateCheckResult test = TemplateCheck.Run(after, options, yaml, cancellationToken);
        IReadOnlyList<PodChange> changes = IntendedChanges.Of(templateName, before, after, settings, yaml, cancellationToken);
        return new PatchEffect([.. changes.Select(change => change.ToString())], test.Findings);
    }
}
