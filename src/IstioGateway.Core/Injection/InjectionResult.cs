using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>What came of an injection.</summary>
public sealed record InjectionResult
{
    /// <summary>What each selected template printed, in the order in which they were merged.</summary>
    public required IReadOnlyList<RenderedTemplate> Rendered { get; init; }

    /// <summary>The pod as the API server would get it.</summary>
    public required JsonObject Pod { get; init; }

    /// <summary>What the templates make by themselves, of no pod at all: what istiod says it injected.</summary>
    public JsonObject Injected { get; init; } = [];

    /// <summary>
    /// Paths that a template printed and no pod has, such as <c>spec.securityContext.capabilities</c>: istiod drops them without a
    /// word, so the API server never sees them.
    /// </summary>
    public required IReadOnlyList<string> Dropped { get; init; }
}

/// <summary>What a template printed.</summary>
/// <param name="Name">Name of the template.</param>
/// <param name="Text">The YAML text.</param>
public sealed record RenderedTemplate(string Name, string Text);
