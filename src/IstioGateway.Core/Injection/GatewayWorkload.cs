using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>A pod as the API server would hand it to istiod's webhook, and the workload it belongs to.</summary>
/// <param name="Pod">The pod; its <c>metadata.namespace</c> is set.</param>
/// <param name="Owner">The workload.</param>
public sealed record GatewayWorkload(JsonObject Pod, PodOwner Owner)
{
    private const string DefaultNamespace = "default";

    /// <summary>Kinds that make pods from <c>spec.template</c>.</summary>
    private static readonly string[] Templated = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"];

    /// <summary>Takes a Pod, or a workload with a pod template, as kubectl would.</summary>
    /// <param name="manifest">The object; it is not changed.</param>
    /// <exception cref="FormatException">The object is neither, or has no containers.</exception>
    public static GatewayWorkload From(JsonObject manifest)
    {
        string kind = manifest.Text("kind") ?? "";
        if (kind == "Pod")
        {
            JsonObject pod = Checked(manifest.DeepClone().AsObject());
            pod.Remove("status");
            return new GatewayWorkload(pod, PodOwner.Of(pod));
        }

        if (!Templated.Contains(kind, StringComparer.Ordinal))
        {
            throw new FormatException(kind.Length == 0
                ? "The object has no 'kind'; a Deployment or a Pod is expected."
                : $"A {kind} makes no pods from a template; a Deployment or a Pod is expected.");
        }

        if (manifest.At("spec", "template") is not JsonObject template)
        {
            throw new FormatException($"The {kind} has no spec.template.");
        }

        string name = manifest.Text("metadata", "name") is { Length: > 0 } given
            ? given
            : throw new FormatException($"The {kind} has no metadata.name.");
        string space = manifest.Text("metadata", "namespace") ?? DefaultNamespace;
        JsonObject made = template.DeepClone().AsObject();
        made["apiVersion"] = "v1";
        made["kind"] = "Pod";
        if (made["metadata"] is not JsonObject metadata)
        {
            made["metadata"] = metadata = [];
        }

        // The name that a controller makes up says nothing; that one is made up is what istiod looks at.
        metadata["generateName"] = $"{name}-";
        metadata["namespace"] = space;
        return new GatewayWorkload(Checked(made), new PodOwner(manifest.Text("apiVersion") ?? "", kind, name, space));
    }

    private static JsonObject Checked(JsonObject pod)
    {
        if (pod.At("spec", "containers") is not JsonArray { Count: > 0 })
        {
            throw new FormatException("The pod has no containers; a gateway's pod has a container 'istio-proxy' with image 'auto'.");
        }

        if (pod["metadata"] is not JsonObject metadata)
        {
            pod["metadata"] = metadata = [];
        }

        metadata["namespace"] ??= DefaultNamespace;
        return pod;
    }
}
