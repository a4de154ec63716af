using System.Text.Json.Nodes;
using IstioGateway.Patches;
using IstioGateway.Templates;

namespace IstioGateway.Injection;

/// <summary>
/// What a mesh injects with when nobody changed it: the values of the istiod chart that injection templates read
/// (manifests/charts/istio-control/istio-discovery/values.yaml) and Istio's default mesh configuration
/// (pkg/config/mesh/mesh.go, <c>DefaultMeshConfig</c>). The gateway template is that of Istio 1.26.
/// </summary>
public static class InjectionDefaults
{
    private const string Resource = "IstioGateway.Injection.default-values.json";

    /// <summary>The tag of the proxy's image where the Istio version is not known; no rule looks at it.</summary>
    private const string AnyTag = "latest";

    /// <summary>The settings.</summary>
    /// <param name="istioVersion">The Istio version, such as <c>v1.28.0</c>, for the tag of the proxy's image.</param>
    public static InjectionSettings Settings(string? istioVersion = null)
    {
        InjectionRehearsal.Begin();
        using Stream stream = typeof(InjectionDefaults).Assembly.GetManifestResourceStream(Resource)!;
        JsonObject values = JsonNode.Parse(stream)!.AsObject();
        values["global"]!["tag"] = istioVersion?.TrimStart('v') ?? AnyTag;
        return new InjectionSettings
        {
            Values = values,
            MeshConfig = MeshConfig(),
            Templates = new Dictionary<string, string>(StringComparer.Ordinal) { [TemplateName.Gateway] = DefaultGatewayTemplate.Text },
            Source = "Istio's default values",
        };
    }

    /// <summary>The mesh configuration.</summary>
    /// <param name="changes">What a mesh sets, laid over the defaults field by field.</param>
    public static JsonObject MeshConfig(JsonObject? changes = null)
    {
        JsonObject mesh = (JsonObject)JsonNode.Parse(
            """
            {
              "trustDomain": "cluster.local",
              "ingressService": "istio-ingressgateway",
              "ingressSelector": "ingressgateway",
              "rootNamespace": "istio-system",
              "defaultConfig": { "interceptionMode": "REDIRECT", "proxyMetadata": {} }
            }
            """)!;
        return changes is null ? mesh : (JsonObject)MergePatch.Apply(mesh, changes)!;
    }
}
