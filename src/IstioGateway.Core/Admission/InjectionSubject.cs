using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Admission;

/// <summary>A gateway whose injection is to be tested.</summary>
/// <param name="Name">As people name it: <c>Deployment/istio-ingressgateway</c>.</param>
/// <param name="Workload">Its pod, with its namespace.</param>
/// <param name="PodSelector">Selects its running pods; <see langword="null"/> when it has none.</param>
public sealed record InjectionSubject(string Name, GatewayWorkload Workload, string? PodSelector)
{
    /// <summary>The name of the built-in sample.</summary>
    public const string Sample = "sample";

    /// <summary>The namespace.</summary>
    public string Namespace => Workload.Pod.Text("metadata", "namespace") ?? "default";

    /// <summary>Takes a Pod or a workload with a pod template.</summary>
    /// <param name="manifest">The object; it is not changed.</param>
    /// <param name="namespaceName">The namespace it is tested in; <see langword="null"/> for its own.</param>
    /// <exception cref="FormatException">The object is neither, or has no containers.</exception>
    public static InjectionSubject Of(JsonObject manifest, string? namespaceName = null)
    {
        JsonObject copy = manifest.DeepClone().AsObject();
        if (namespaceName is not null && copy["metadata"] is JsonObject metadata)
        {
            metadata["namespace"] = namespaceName;
        }

        GatewayWorkload workload = GatewayWorkload.From(copy);
        return new InjectionSubject($"{copy.Text("kind")}/{copy.Text("metadata", "name")}", workload, Selector(copy));
    }

    /// <summary>The built-in sample: a usual gateway with the namespace's own account.</summary>
    public static InjectionSubject SampleIn(string namespaceName)
    {
        GatewayWorkload workload = SampleGateway.Usual().Workload;
        JsonObject pod = workload.Pod.DeepClone().AsObject();
        pod["metadata"]!["namespace"] = namespaceName;
        (pod["spec"] as JsonObject)?.Remove("serviceAccountName");
        return new InjectionSubject(Sample, new GatewayWorkload(pod, workload.Owner with { Namespace = namespaceName }), PodSelector: null);
    }

    /// <summary>Whether a Deployment is a gateway made by injection: a proxy with image auto, or the annotation that selects a gateway's template.</summary>
    public static bool IsGateway(JsonObject deployment)
    {
        string? templates = deployment.Text("spec", "template", "metadata", "annotations", PodInjector.TemplatesAnnotation);
        return templates?.Split(',').Any(name => name.Trim() == Patches.TemplateName.Gateway) == true
            || (deployment.At("spec", "template", "spec", "containers") as JsonArray ?? []).Any(container =>
                container.Text("name") == ProxySecurity.Container && container.Text("image") == "auto");
    }

    private static string? Selector(JsonObject manifest) => manifest.At("spec", "selector", "matchLabels") is JsonObject { Count: > 0 } labels
        ? string.Join(',', labels.Select(pair => $"{pair.Key}={pair.Value}"))
        : null;
}
