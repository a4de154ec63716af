using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// The <c>istio-sidecar-injector</c> ConfigMap of a revision, in the shape of the istiod chart
/// (manifests/charts/istio-control/istio-discovery/templates/istiod-injector-configmap.yaml): a template key of the user
/// replaces the default of that name completely, and is echoed in <c>values</c>.
/// </summary>
internal static class InjectorConfigMap
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static JsonObject Build(JsonObject revision, ResourceRef configMap, string revisionName, IYamlCodec yaml)
    {
        JsonObject values = ChartValues.Of(revision, revisionName);
        JsonObject templates = new() { ["gateway"] = DefaultGatewayTemplate.For(revision["spec"]?["version"]?.GetValue<string>()) };
        if (values["sidecarInjectorWebhook"]?["templates"] is JsonObject overrides)
        {
            foreach ((string name, JsonNode? text) in overrides)
            {
                // The chart pipes user templates through `toYaml | trim`, which drops the line end of the last one only;
                // what a reader sees is the text itself.
                templates[name] = text?.DeepClone();
            }
        }

        JsonObject config = new()
        {
            ["defaultTemplates"] = new JsonArray("sidecar"),
            ["policy"] = "enabled",
            ["alwaysInjectSelector"] = new JsonArray(),
            ["neverInjectSelector"] = new JsonArray(),
            ["injectedAnnotations"] = new JsonObject(),
            ["template"] = "{{ Template_Version_And_Istio_Version_Mismatched_Check_Installation }}",
            ["templates"] = templates,
        };
        return new JsonObject
        {
            ["apiVersion"] = ResourceType.ConfigMap.ApiVersion,
            ["kind"] = ResourceType.ConfigMap.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = configMap.Name,
                ["namespace"] = configMap.Namespace,
                ["labels"] = new JsonObject { ["app.kubernetes.io/part-of"] = "istio", ["istio.io/rev"] = revisionName },
            },
            ["data"] = new JsonObject
            {
                ["config"] = yaml.Write(config),
                ["values"] = values.ToJsonString(Pretty),
            },
        };
    }
}
