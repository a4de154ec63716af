using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// The workload that a pod belongs to, as istiod tells it from the pod alone: templates print it as <c>.TypeMeta</c> and
/// <c>.DeploymentMeta</c> (istio 1.28.10, pkg/kube/util.go, <c>GetDeployMetaFromPod</c>).
/// </summary>
/// <param name="ApiVersion">Such as <c>apps/v1</c>.</param>
/// <param name="Kind">Such as <c>Deployment</c>.</param>
/// <param name="Name">Name of the workload.</param>
/// <param name="Namespace">Namespace of both.</param>
public sealed record PodOwner(string ApiVersion, string Kind, string Name, string Namespace)
{
    private const string HashLabel = "pod-template-hash";

    /// <summary>Finds the owner of a pod.</summary>
    /// <param name="pod">The pod, with its <c>metadata.namespace</c>.</param>
    public static PodOwner Of(JsonObject pod)
    {
        string name = pod.Text("metadata", "name") ?? "";
        string space = pod.Text("metadata", "namespace") ?? "";
        PodOwner itself = new("v1", "Pod", name, space);

        // A pod whose name was not generated was made by hand, whoever it says owns it.
        if (string.IsNullOrEmpty(pod.Text("metadata", "generateName")) || Controller(pod) is not { } controller)
        {
            return itself;
        }

        PodOwner owner = new(controller.Text("apiVersion") ?? "", controller.Text("kind") ?? "", controller.Text("name") ?? "", space);
        string? hash = pod.Text("metadata", "labels", HashLabel);
        return owner.Kind == "ReplicaSet" && !string.IsNullOrEmpty(hash) && owner.Name.EndsWith($"-{hash}", StringComparison.Ordinal)
            ? owner with { Kind = "Deployment", Name = owner.Name[..^(hash.Length + 1)] }
            : owner;
    }

    private static JsonObject? Controller(JsonObject pod) => (pod.At("metadata", "ownerReferences") as JsonArray)?
        .OfType<JsonObject>()
        .FirstOrDefault(reference => reference.TryGetPropertyValue("controller", out JsonNode? flag) && flag is JsonValue value
            && value.TryGetValue(out bool isController) && isController);
}
