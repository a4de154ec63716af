using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Admission;

/// <summary>What is wrong with a gateway's manifest, whatever the mesh.</summary>
internal static class WorkloadFindings
{
    /// <summary>The findings.</summary>
    public static IEnumerable<InjectionFinding> Of(JsonObject pod)
    {
        if (pod.Text("metadata", "annotations", PodInjector.TemplatesAnnotation) is null)
        {
            yield return Findings.Error(
                InjectionFindingIds.TemplateAnnotationMissing,
                $"The pod has no annotation {PodInjector.TemplatesAnnotation}, so istiod uses the template of sidecars.",
                $"Set the annotation {PodInjector.TemplatesAnnotation}: gateway on the pod template.");
        }

        string? image = Proxy(pod).Text("image");
        if (image is not null and not "auto")
        {
            yield return Findings.Warning(
                InjectionFindingIds.ImageNotAuto,
                $"The container {ProxySecurity.Container} names the image {image}, which stays whatever the mesh's version is.",
                "Set the image to auto, so that it follows the mesh.");
        }
    }

    /// <summary>The proxy's container; <see langword="null"/> where there is none.</summary>
    public static JsonObject? Proxy(JsonObject pod) => (pod.At("spec", "containers") as JsonArray ?? []).OfType<JsonObject>()
        .FirstOrDefault(container => container.Text("name") == ProxySecurity.Container);
}
