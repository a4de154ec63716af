using System.Text.Json.Nodes;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>The OTEL_RESOURCE_ATTRIBUTES of a proxy, which Istio 1.30 and later add where a tracing provider asks for them.</summary>
internal static class OpenTelemetry
{
    private const string Enrichment = "OTEL_SEMANTIC_CONVENTIONS";

    /// <summary>Nothing, unless a provider of the mesh has <c>serviceAttributeEnrichment: OTEL_SEMANTIC_CONVENTIONS</c>.</summary>
    /// <param name="meshConfig">A *v1alpha1.MeshConfig or nil.</param>
    /// <exception cref="FunctionException">A provider has it; the attributes are then istiod's alone to make.</exception>
    public static string ResourceAttributes(object? meshConfig)
    {
        bool isEnriched = GoStructs.Json(meshConfig)?["extensionProviders"] is JsonArray providers
            && providers.Any(provider => (string?)provider?["opentelemetry"]?["serviceAttributeEnrichment"] == Enrichment);
        return isEnriched
            ? throw new FunctionException($"not available here: the mesh has serviceAttributeEnrichment {Enrichment}")
            : "";
    }
}
