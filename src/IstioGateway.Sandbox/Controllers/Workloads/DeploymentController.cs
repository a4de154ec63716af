using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Deployments: a ReplicaSet for each template, scaled against each other as the strategy demands, and the status. istiod's own
/// Deployment is left to <see cref="IstiodController"/>. Source: kubernetes pkg/controller/deployment.
/// </summary>
internal sealed class DeploymentController(ControllerContext context)
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    private const string MaxReplicas = "deployment.kubernetes.io/max-replicas";
    private readonly WorkloadClient _client = new(context, "kube-controller-manager");
    private readonly EventRecorder _events = new(context, "kube-controller-manager", "deployment-controller");

    /// <summary>Asks to look at a Deployment again after a time.</summary>
    public Action<ObjectKey, TimeSpan> LookAgain { get; set; } = (_, _) => { };

    /// <summary>Brings a Deployment's ReplicaSets to what it wants; without it, they go.</summary>
    public async Task ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        JsonObject? deployment = await _client.FindAsync(ResourceType.Deployment, key, cancellationToken).ConfigureAwait(false);
        if (deployment?.Text("metadata", "labels", "app") == "istiod")
        {
            return;
        }

        List<JsonObject> owned = await OwnedAsync(key, deployment, cancellationToken).ConfigureAwait(false);
        if (deployment is null)
        {
            return;
        }

        JsonObject template = deployment.At("spec", "template") as JsonObject ?? [];
        JsonObject? fresh = owned.Find(set => JsonNode.DeepEquals(PodTemplateHash.Without(set["spec"]!["template"]!.AsObject()), template));
        if (IsPaused(deployment))
        {
            await WriteStatusAsync(deployment, fresh, owned, cancellationToken).ConfigureAwait(false);
            return;
        }

        JsonObject[] old =
        [
            .. owned.Where(set => set != fresh).OrderBy(set => set.Text("metadata", "creationTimestamp"), StringComparer.Ordinal),
        ];
        deployment = await NumberAsync(deployment, fresh, old, cancellationToken).ConfigureAwait(false);
        fresh = await RollOutAsync(deployment, fresh, old, cancellationToken).ConfigureAwait(false);
        await ForgetAsync(deployment, old, cancellationToken).ConfigureAwait(false);
        owned = await OwnedAsync(key, deployment, cancellationToken).ConfigureAwait(false);
        fresh = fresh is null ? null : owned.Find(set => WorkloadObjects.UidOf(set) == WorkloadObjects.UidOf(fresh));
        await WriteStatusAsync(deployment, fresh, owned, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsPaused(JsonObject deployment) =>
        deployment.At("spec", "paused") is JsonValue flag && flag.TryGetValue(out bool paused) && paused;

    /// <summary>The ReplicaSets of a Deployment; those of an earlier one of the same name are deleted.</summary>
    private async Task<List<JsonObject>> OwnedAsync(ObjectKey key, JsonObject? deployment, CancellationToken cancellationToken)
    {
        List<JsonObject> owned = [];
        foreach (JsonObject set in await _client.ListAsync(KubernetesTypes.ReplicaSet, key.Namespace, cancellationToken).ConfigureAwait(false))
        {
            if (WorkloadObjects.ControllerOf(set, ResourceType.Deployment.Kind) != key)
            {
                continue;
            }

            if (deployment is not null && WorkloadObjects.ControllerOf(set).Text("uid") == WorkloadObjects.UidOf(deployment))
            {
                owned.Add(set);
            }
            else
            {
                await _client.DeleteAsync(KubernetesTypes.ReplicaSet, WorkloadObjects.KeyOf(set), cancellationToken).ConfigureAwait(false);
            }
        }

        return owned;
    }

    /// <summary>Gives the newest template the next revision number, on its ReplicaSet and on the Deployment.</summary>
    private async Task<JsonObject> NumberAsync(JsonObject deployment, JsonObject? fresh, JsonObject[] old, CancellationToken cancellationToken)
    {
        string number = (old.Select(RevisionOf).DefaultIfEmpty(0).Max() + 1).ToString(CultureInfo.InvariantCulture);
        if (fresh is not null && RevisionOf(fresh) >= long.Parse(number, CultureInfo.InvariantCulture))
        {
            number = fresh.Text("metadata", "annotations", Revision)!;
        }
        else if (fresh is not null)
        {
            await AnnotateAsync(KubernetesTypes.ReplicaSet, fresh, number, cancellationToken).ConfigureAwait(false);
        }

        return deployment.Text("metadata", "annotations", Revision) == number
            ? deployment
            : await AnnotateAsync(ResourceType.Deployment, deployment, number, cancellationToken).ConfigureAwait(false);
    }

    private Task<JsonObject> AnnotateAsync(
        ResourceType type, JsonObject value, string number, CancellationToken cancellationToken) => _client.MergeAsync(
        type,
        WorkloadObjects.KeyOf(value),
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Revision] = number } } },
        cancellationToken);

    private static long RevisionOf(JsonObject value)
    {
        string? text = value.Text("metadata", "annotations", Revision);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
    }

    /// <summary>One step of the rollout; the next follows when pods have come or gone.</summary>
    private async Task<JsonObject?> RollOutAsync(JsonObject deployment, JsonObject? fresh, JsonObject[] old, CancellationToken cancellationToken)
    {
        RollingUpdate rolling = RollingUpdate.Of(deployment);
        if (deployment.Text("spec", "strategy", "type") == "Recreate"
            && old.Any(set => Wanted(set) > 0 || (set.Number("status", "replicas") ?? 0) > 0))
        {
            foreach (JsonObject set in old)
            {
                await ScaleAsync(deployment, set, 0, cancellationToken).ConfigureAwait(false);
            }

            return fresh;
        }

        long total = old.Sum(Wanted) + (fresh is null ? 0 : Wanted(fresh));
        long replicas = rolling.NewReplicas(fresh is null ? 0 : Wanted(fresh), total);
        fresh = fresh is null
            ? await MakeAsync(deployment, rolling, replicas, cancellationToken).ConfigureAwait(false)
            : await ScaleAsync(deployment, fresh, replicas, cancellationToken).ConfigureAwait(false);
        long[] left = rolling.OldReplicas(CountOf(fresh), [.. old.Select(CountOf)]);
        for (int i = 0; i < old.Length; i++)
        {
            await ScaleAsync(deployment, old[i], left[i], cancellationToken).ConfigureAwait(false);
        }

        return fresh;
    }

    private static long Wanted(JsonObject set) => set.Number("spec", "replicas") ?? 0;

    private static ReplicaCount CountOf(JsonObject set) => new(Wanted(set), set.Number("status", "availableReplicas") ?? 0);

    private async Task<JsonObject> MakeAsync(JsonObject deployment, RollingUpdate rolling, long replicas, CancellationToken cancellationToken)
    {
        ObjectKey key = WorkloadObjects.KeyOf(deployment);
        JsonObject template = deployment["spec"]!["template"]!.DeepClone().AsObject();
        string hash = PodTemplateHash.Of(template);
        string name = $"{key.Name}-{hash}";
        Child(Child(template, "metadata"), "labels")[PodTemplateHash.Label] = hash;
        JsonObject selector = deployment["spec"]!["selector"]!.DeepClone().AsObject();
        Child(selector, "matchLabels")[PodTemplateHash.Label] = hash;
        JsonObject body = new()
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = key.Namespace,
                ["labels"] = template["metadata"]!["labels"]!.DeepClone(),
                ["annotations"] = new JsonObject
                {
                    [DesiredReplicas] = rolling.Desired.ToString(CultureInfo.InvariantCulture),
                    [MaxReplicas] = (rolling.Desired + rolling.MaxSurge).ToString(CultureInfo.InvariantCulture),
                    [Revision] = deployment.Text("metadata", "annotations", Revision) ?? "1",
                },
                ["ownerReferences"] = new JsonArray(WorkloadObjects.ReferenceTo(ResourceType.Deployment, deployment)),
            },
            ["spec"] = new JsonObject { ["replicas"] = replicas, ["selector"] = selector, ["template"] = template },
        };
        JsonObject made = await _client.CreateAsync(KubernetesTypes.ReplicaSet, key.Namespace, body, cancellationToken).ConfigureAwait(false);
        await TellAsync(deployment, "up", name, 0, replicas, cancellationToken).ConfigureAwait(false);
        return made;
    }

    private static JsonObject Child(JsonObject value, string name)
    {
        if (value[name] is not JsonObject child)
        {
            value[name] = child = [];
        }

        return child;
    }

    private async Task<JsonObject> ScaleAsync(JsonObject deployment, JsonObject set, long replicas, CancellationToken cancellationToken)
    {
        long before = Wanted(set);
        if (before == replicas)
        {
            return set;
        }

        JsonObject scaled = await _client.MergeAsync(
            KubernetesTypes.ReplicaSet,
            WorkloadObjects.KeyOf(set),
            new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } },
            cancellationToken).ConfigureAwait(false);
        string direction = replicas > before ? "up" : "down";
        await TellAsync(deployment, direction, WorkloadObjects.KeyOf(set).Name, before, replicas, cancellationToken).ConfigureAwait(false);
        return scaled;
    }

    private Task TellAsync(JsonObject deployment, string direction, string set, long from, long to, CancellationToken cancellationToken) =>
        _events.NormalAsync(
            ResourceType.Deployment,
            deployment,
            "ScalingReplicaSet",
            string.Create(CultureInfo.InvariantCulture, $"Scaled {direction} replica set {set} from {from} to {to}"),
            cancellationToken);

    /// <summary>Deletes ReplicaSets that are older than the history that is kept.</summary>
    private async Task ForgetAsync(JsonObject deployment, JsonObject[] old, CancellationToken cancellationToken)
    {
        int kept = (int)(deployment.Number("spec", "revisionHistoryLimit") ?? 10);
        JsonObject[] done = [.. old.Where(set => Wanted(set) == 0 && (set.Number("status", "replicas") ?? 0) == 0).OrderBy(RevisionOf)];
        foreach (JsonObject set in done.Take(Math.Max(0, done.Length - kept)))
        {
            await _client.DeleteAsync(KubernetesTypes.ReplicaSet, WorkloadObjects.KeyOf(set), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteStatusAsync(JsonObject deployment, JsonObject? fresh, List<JsonObject> owned, CancellationToken cancellationToken)
    {
        DeploymentStatus status = new(deployment, fresh, owned, _client.Clock);
        await _client.WriteStatusAsync(ResourceType.Deployment, deployment, status.Make(), cancellationToken).ConfigureAwait(false);
        if (status.Deadline is { } left)
        {
            LookAgain(WorkloadObjects.KeyOf(deployment), left);
        }
    }
}
