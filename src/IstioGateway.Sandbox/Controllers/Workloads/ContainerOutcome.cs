using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>What becomes of a container when a kubelet starts it; without a reason, it runs.</summary>
/// <param name="Reason">Why it waits, as in <c>state.waiting.reason</c>.</param>
/// <param name="Message">The same in a sentence.</param>
internal sealed record ContainerOutcome(string? Reason, string? Message)
{
    /// <summary>The image cannot be had; the first time.</summary>
    public const string ErrImagePull = "ErrImagePull";

    /// <summary>The image cannot be had; after the first time.</summary>
    public const string ImagePullBackOff = "ImagePullBackOff";

    /// <summary>The container's settings forbid to start it.</summary>
    public const string CreateContainerConfigError = "CreateContainerConfigError";

    /// <summary>The pod's sandbox is not there yet.</summary>
    public const string ContainerCreating = "ContainerCreating";

    /// <summary>It runs.</summary>
    public static ContainerOutcome Runs { get; } = new(null, null);

    /// <summary>
    /// Judges a container as kubelet does, image first: <c>auto</c>, which no registry has, and then root where the pod forbids it.
    /// Sources: kubernetes pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer, and security_context.go, verifyRunAsNonRoot;
    /// containerd's answer as in istio/istio#40355 and #46307.
    /// </summary>
    /// <param name="pod">The pod.</param>
    /// <param name="container">One of its containers.</param>
    /// <param name="waitingFor">The reason for which it waits already.</param>
    public static ContainerOutcome Of(JsonObject pod, JsonObject container, string? waitingFor)
    {
        string image = container.Text("image") ?? "";
        if (IsPlaceholder(image))
        {
            return waitingFor is ErrImagePull or ImagePullBackOff
                ? new ContainerOutcome(ImagePullBackOff, $"Back-off pulling image \"{image}\"")
                : new ContainerOutcome(
                    ErrImagePull,
                    "failed to pull and unpack image \"docker.io/library/auto:latest\": failed to resolve reference "
                    + "\"docker.io/library/auto:latest\": pull access denied, repository does not exist or may require authorization: "
                    + "server message: insufficient_scope: authorization failed");
        }

        JsonNode? whole = pod.At("spec", "securityContext");
        JsonNode? own = container["securityContext"];
        bool nonRoot = Flag(own.At("runAsNonRoot")) ?? Flag(whole.At("runAsNonRoot")) ?? false;
        if (nonRoot && (own.Number("runAsUser") ?? whole.Number("runAsUser")) == 0)
        {
            ObjectKey key = WorkloadObjects.KeyOf(pod);
            return new ContainerOutcome(
                CreateContainerConfigError,
                $"container's runAsUser breaks non-root policy (pod: \"{key.Name}_{key.Namespace}({WorkloadObjects.UidOf(pod)})\", "
                + $"container: {container.Text("name")})");
        }

        return Runs;
    }

    private static bool IsPlaceholder(string image) => image is "auto" or "auto:latest" or "docker.io/library/auto:latest";

    private static bool? Flag(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
