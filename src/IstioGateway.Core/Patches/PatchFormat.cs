using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Patches;

/// <summary>How a patch is written as text.</summary>
public enum PatchFormat
{
    /// <summary>The merge patch as JSON, for <c>kubectl patch --type=merge -p</c>.</summary>
    Json,

    /// <summary>The merge patch as YAML, for <c>kubectl patch --type=merge --patch-file</c>.</summary>
    Yaml,

    /// <summary>A Kustomize component that patches the <c>Istio</c> resource, for repositories under GitOps.</summary>
    Kustomize,
}

/// <summary>Writes patches as text.</summary>
public static class PatchWriter
{
    /// <summary>The text of a patch, LF line ends, one at its end.</summary>
    /// <param name="patch">The patch.</param>
    /// <param name="format">The form.</param>
    /// <param name="istioName">Name of the <c>Istio</c> resource; only Kustomize names it.</param>
    /// <param name="yaml">Writes YAML; asked for only where it is needed.</param>
    public static string Write(GatewayTemplatePatch patch, PatchFormat format, string istioName, Func<IYamlCodec> yaml) => format switch
    {
        PatchFormat.Yaml => EndLine(yaml().Write(JsonNode.Parse(patch.Patch))),
        PatchFormat.Kustomize => EndLine(yaml().Write(Component(patch, istioName, yaml()))),
        _ => EndLine(patch.Patch),
    };

    /// <summary>
    /// A component rather than a kustomization: it can be added to what a repository has, whatever its resources are
    /// (kustomize.config.k8s.io/v1alpha1).
    /// </summary>
    private static JsonObject Component(GatewayTemplatePatch patch, string istioName, IYamlCodec yaml)
    {
        JsonObject resource = new()
        {
            ["apiVersion"] = ResourceType.Istio.ApiVersion,
            ["kind"] = ResourceType.Istio.Kind,
            ["metadata"] = new JsonObject { ["name"] = istioName },
            ["spec"] = JsonNode.Parse(patch.Patch)!["spec"]!.DeepClone(),
        };
        return new JsonObject
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1alpha1",
            ["kind"] = "Component",
            ["patches"] = new JsonArray(new JsonObject
            {
                ["target"] = new JsonObject
                {
                    ["group"] = ResourceType.Istio.Group,
                    ["version"] = ResourceType.Istio.Version,
                    ["kind"] = ResourceType.Istio.Kind,
                    ["name"] = istioName,
                },
                ["patch"] = yaml.Write(resource),
            }),
        };
    }

    private static string EndLine(string text) => text.TrimEnd('\n') + "\n";
}
