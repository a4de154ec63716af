using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Templates;

/// <summary>What the core reads in an <c>Istio</c> resource.</summary>
internal static class IstioResource
{
    private const string DefaultNamespace = "istio-system";

    /// <summary>Throws unless <paramref name="name"/> can name an <c>Istio</c> resource.</summary>
    /// <exception cref="ArgumentException">It cannot; the message says why.</exception>
    public static void CheckName(string name)
    {
        if (ResourceName.WhyNotSubdomain(name) is string reason)
        {
            throw new ArgumentException($"'{name}' cannot name an Istio resource: {reason}.", nameof(name));
        }
    }

    /// <summary>The templates that the resource sets, by name.</summary>
    public static IReadOnlyDictionary<string, string> Templates(JsonObject istio)
    {
        Dictionary<string, string> templates = new(StringComparer.Ordinal);
        foreach ((string name, JsonNode? _) in istio.At("spec", "values", "sidecarInjectorWebhook", "templates") as JsonObject ?? [])
        {
            if (istio.Text("spec", "values", "sidecarInjectorWebhook", "templates", name) is string text)
            {
                templates.Add(name, text);
            }
        }

        return templates;
    }

    /// <summary>Where istiod and its injector ConfigMap are.</summary>
    public static string Namespace(JsonObject istio) => istio.Text("spec", "namespace") ?? DefaultNamespace;

    public static long Generation(JsonObject istio) => istio.Number("metadata", "generation") ?? 0;

    public static string ResourceVersion(JsonObject istio) => istio.Text("metadata", "resourceVersion") ?? "";
}
