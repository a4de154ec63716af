using IstioGateway.Injection;

namespace IstioGateway.Templates;

/// <summary>Where a template in force comes from.</summary>
public enum LiveTemplateOrigin
{
    /// <summary>It came with the Istio version.</summary>
    Default,

    /// <summary>The <c>Istio</c> resource sets it (<c>spec.values.sidecarInjectorWebhook.templates</c>).</summary>
    Override,
}

/// <summary>A template in force on a cluster.</summary>
public sealed record LiveTemplate
{
    /// <summary>Its text, as istiod reads it.</summary>
    public required string Text { get; init; }

    /// <summary>Name of the template.</summary>
    public required string TemplateName { get; init; }

    /// <summary>Whether it is the version's own or an override.</summary>
    public required LiveTemplateOrigin Origin { get; init; }

    /// <summary>The ConfigMap that holds it.</summary>
    public required InjectorConfig Config { get; init; }

    /// <summary><c>spec.version</c> of the <c>Istio</c> resource.</summary>
    public required string? IstioVersion { get; init; }

    /// <summary>The active revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Where it is, in words.</summary>
    public override string ToString() =>
        $"template {TemplateName} of ConfigMap {Config.Place.Namespace}/{Config.Place.Name} ({Origin.ToString().ToLowerInvariant()})";
}
