using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Workloads;

namespace IstioGateway.Publishing;

/// <summary>What the pods of a Deployment's newest template suffer from, in their own words and those of their events.</summary>
internal sealed record PodsLook
{
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    private static readonly ResourceType ReplicaSet = new("apps", "v1", "replicasets", "ReplicaSet", Namespaced: true);
    private static readonly ResourceSelection Warnings = new(FieldSelector: "type=Warning");

    /// <summary>Every pod that is not Ready, and what is said of it.</summary>
    public required IReadOnlyList<PodComplaint> Pods { get; init; }

    /// <summary>Why pods could not be made at all, in the server's words.</summary>
    public required IReadOnlyList<string> Refusals { get; init; }

    /// <summary>What waiting surely does not mend; <see langword="null"/> for nothing of that kind.</summary>
    public PodComplaint? Hopeless => Pods.FirstOrDefault(pod => pod.Kind is not PodComplaintKind.Other);

    /// <summary>Looks. What cannot be read beside the pods is left out, and said.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="deployment">The Deployment as read.</param>
    /// <param name="unread">Hears what is left out, and why.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ClusterException">The pods cannot be listed.</exception>
    public static async Task<PodsLook> TakeAsync(IClusterApi api, JsonObject deployment, Action<string, ClusterException> unread, CancellationToken cancellationToken)
    {
        string place = deployment.Text("metadata", "namespace") ?? "";
        ResourceSelection own = new(LabelSelector: SelectorText.Of(deployment.At("spec", "selector") as JsonObject));
        ResourceList pods = await api.ListAsync(ResourceType.Pod, place, own, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JsonObject> sets = await ListAsync(api, ReplicaSet, place, own, unread, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<JsonObject> events = await ListAsync(api, ResourceType.Event, place, Warnings, unread, cancellationToken).ConfigureAwait(false);
        string? newest = sets.FirstOrDefault(set => IsNewest(set, deployment)).Text("metadata", "name");
        return new PodsLook
        {
            Pods =
            [
                .. pods.Items.Where(pod => IsOf(pod, deployment, newest) && !GatewayPodJudge.IsReady(pod)).Select(pod => Complaint(pod, deployment, events)),
            ],
            Refusals = [.. Refused(deployment, newest, events)],
        };
    }

    private static bool IsNewest(JsonObject set, JsonObject deployment) =>
        IsOwnedBy(set, deployment.Text("metadata", "uid"))
        && deployment.Text("metadata", "annotations", RevisionAnnotation) is { } revision
        && set.Text("metadata", "annotations", RevisionAnnotation) == revision;

    /// <summary>Whether a pod is of the newest template; where ReplicaSets may not be read, whether it is the Deployment's.</summary>
    private static bool IsOf(JsonObject pod, JsonObject deployment, string? newest)
    {
        if (pod.At("metadata", "deletionTimestamp") is not null)
        {
            return false;
        }

        return newest is null
            ? PodOwner.Of(pod) is { Kind: "Deployment" } owner && owner.Name == deployment.Text("metadata", "name")
            : (pod.At("metadata", "ownerReferences") as JsonArray ?? []).Any(owner => owner.Text("kind") == ReplicaSet.Kind && owner.Text("name") == newest);
    }

    private static bool IsOwnedBy(JsonObject item, string? uid) =>
        (item.At("metadata", "ownerReferences") as JsonArray ?? []).Any(owner => owner.Text("uid") == uid);

    private static PodComplaint Complaint(JsonObject pod, JsonObject deployment, IReadOnlyList<JsonObject> events)
    {
        PodTrouble trouble = PodTrouble.Of(pod, events);
        bool uninjected = GatewaySigns.OfDeployment(deployment) == GatewayWorkloadKind.Injected
            && GatewaySigns.Proxy(pod).Text("image") == GatewaySigns.ImagePlaceholder;
        return new PodComplaint(
            pod.Text("metadata", "name") ?? "",
            trouble.Kind == PodTroubleKind.SysctlUnknown ? PodComplaintKind.SysctlUnknown
                : uninjected ? PodComplaintKind.NotInjected
                : PodComplaintKind.Other,
            trouble.Words);
    }

    private static IEnumerable<string> Refused(JsonObject deployment, string? newest, IReadOnlyList<JsonObject> events)
    {
        IEnumerable<string?> told = events
            .Where(item => item.Text("reason") == "FailedCreate" && item["involvedObject"].Text("kind") == ReplicaSet.Kind
                && newest is not null && item["involvedObject"].Text("name") == newest)
            .Select(item => item.Text("message"))
            .Reverse();
        return told.Prepend(DeploymentRollout.Refusal(deployment)).OfType<string>().Take(1);
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(
        IClusterApi api, ResourceType type, string place, ResourceSelection selection, Action<string, ClusterException> unread, CancellationToken cancellationToken)
    {
        try
        {
            return (await api.ListAsync(type, place, selection, cancellationToken).ConfigureAwait(false)).Items;
        }
        catch (ClusterException exception)
        {
            // What is known of the pods themselves must do.
            unread($"{type.Plural} of {place}", exception);
            return [];
        }
    }
}

/// <summary>A pod that is not Ready.</summary>
/// <param name="Pod">Its name.</param>
/// <param name="Kind">What is behind it.</param>
/// <param name="Words">Its own words; empty where nothing is reported.</param>
internal sealed record PodComplaint(string Pod, PodComplaintKind Kind, string Words)
{
    /// <summary>Name and words.</summary>
    public override string ToString() => Words.Length == 0 ? $"{Pod}: nothing is reported against it." : $"{Pod}: {WorkloadTexts.Sentence(Words)}";
}

/// <summary>What is behind a pod that is not Ready.</summary>
internal enum PodComplaintKind
{
    /// <summary>Something that may pass: an image that is being pulled, a node that is full.</summary>
    Other,

    /// <summary>The node's kernel does not know the sysctl that the pod sets. The pod stays on its node, so that never changes.</summary>
    SysctlUnknown,

    /// <summary>istiod has not injected it, and a pod is injected when it is made or never.</summary>
    NotInjected,
}
