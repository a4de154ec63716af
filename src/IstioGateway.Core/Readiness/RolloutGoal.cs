using System.Text.Json.Nodes;
using IstioGateway.Templates;

namespace IstioGateway.Readiness;

/// <summary>
/// What is to be in force at the end of a rollout: one template with one text, or none of the user's own under that name.
/// Texts count as equal when istiod renders them alike: line ends and the number of newlines at the end do not matter, for the
/// chart trims them (<c>toYaml . | trim | indent 6</c>).
/// </summary>
public sealed record RolloutGoal
{
    /// <summary>Creates a goal.</summary>
    /// <param name="templateName">The template.</param>
    /// <param name="sha256">SHA-256 of its text, lower-case hex; <see langword="null"/> when the override is to be gone.</param>
    /// <exception cref="ArgumentException">The name cannot name a template.</exception>
    public RolloutGoal(string templateName, string? sha256)
    {
        Patches.TemplateName.Check(templateName);
        (TemplateName, Sha256) = (templateName, sha256);
    }

    /// <summary>The key under <c>spec.values.sidecarInjectorWebhook.templates</c>.</summary>
    public string TemplateName { get; }

    /// <summary>SHA-256 of the text's UTF-8, lower-case hex; <see langword="null"/> when the override is to be gone.</summary>
    public string? Sha256 { get; }

    /// <summary>The goal that a change set out for.</summary>
    public static RolloutGoal Of(IstioTemplateChange change) => new(change.TemplateName, change.Sha256);

    /// <summary>The goal that a template has the text of a patch.</summary>
    public static RolloutGoal Of(GatewayTemplatePatch patch) => new(patch.TemplateName, patch.Sha256);

    /// <summary>The goal that a template has a text.</summary>
    public static RolloutGoal Of(string templateName, TemplateText text) => new(templateName, TemplateText.HashOf(text.Text));

    /// <summary>The user's text of the template in an <c>Istio</c> or an <c>IstioRevision</c>, whose values have one shape.</summary>
    internal string? TextIn(JsonObject resource) =>
        IstioResource.Templates(resource).TryGetValue(TemplateName, out string? text) ? text : null;

    /// <summary>Whether a user's text of the template is the one wanted; <see langword="null"/> for none.</summary>
    internal bool IsMetBy(string? text) => Sha256 is null
        ? text is null
        : text is not null && (TemplateText.HashOf(text) == Sha256 || TemplateText.HashOf(TemplateText.Normalize(text)) == Sha256);
}
