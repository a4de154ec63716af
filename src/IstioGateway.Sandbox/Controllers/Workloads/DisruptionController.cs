using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api.Selectors;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Says of each PodDisruptionBudget how many pods are healthy and how many may go. Source: kubernetes
/// pkg/controller/disruption/disruption.go.
/// </summary>
internal sealed class DisruptionController(ControllerContext context)
{
    /// <summary>A pod whose eviction was allowed but that is still there after this time counts again.</summary>
    private static readonly TimeSpan DeletionTimeout = TimeSpan.FromMinutes(2);

    private readonly WorkloadClient _client = new(context, "kube-controller-manager");

    /// <summary>Writes a budget's status.</summary>
    public async Task ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        JsonObject? budget = await _client.FindAsync(KubernetesTypes.PodDisruptionBudget, key, cancellationToken).ConfigureAwait(false);
        if (budget is null)
        {
            return;
        }

        // A policy/v1 budget without a selector selects nothing.
        ObjectSelector? selector = budget.At("spec", "selector") is JsonObject given ? ObjectSelector.Of(given) : null;
        JsonObject[] pods =
        [
            .. (await _client.ListAsync(ResourceType.Pod, key.Namespace, cancellationToken).ConfigureAwait(false))
                .Where(pod => WorkloadObjects.IsActive(pod) && selector?.Matches(pod.At("metadata", "labels") as JsonObject) == true),
        ];
        JsonObject leaving = Leaving(budget, pods);
        long healthy = pods.Count(pod => WorkloadObjects.IsReady(pod) && !leaving.ContainsKey(WorkloadObjects.KeyOf(pod).Name));
        (long expected, long desired) = await CountAsync(budget, pods, key.Namespace, cancellationToken).ConfigureAwait(false);
        long allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        JsonObject status = new()
        {
            ["observedGeneration"] = budget.Number("metadata", "generation") ?? 1,
            ["disruptionsAllowed"] = allowed,
            ["currentHealthy"] = healthy,
            ["desiredHealthy"] = desired,
            ["expectedPods"] = expected,
            ["conditions"] = new JsonArray(Condition(budget, allowed > 0)),
        };
        if (leaving.Count > 0)
        {
            status["disruptedPods"] = leaving;
        }

        await _client.WriteStatusAsync(KubernetesTypes.PodDisruptionBudget, budget, status, cancellationToken).ConfigureAwait(false);
    }

    private JsonObject Leaving(JsonObject budget, JsonObject[] pods)
    {
        HashSet<string> present = [.. pods.Select(pod => WorkloadObjects.KeyOf(pod).Name)];
        DateTimeOffset oldest = _client.Clock.GetUtcNow() - DeletionTimeout;
        return new JsonObject((budget.At("status", "disruptedPods") as JsonObject ?? [])
            .Where(pod => present.Contains(pod.Key) && IsAfter((string?)pod.Value, oldest))
            .Select(pod => KeyValuePair.Create(pod.Key, pod.Value?.DeepClone())));
    }

    private static bool IsAfter(string? text, DateTimeOffset oldest) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && time >= oldest;

    /// <summary>How many pods there should be, and how many of them healthy.</summary>
    private async Task<(long Expected, long Desired)> CountAsync(
        JsonObject budget, JsonObject[] pods, string namespaceName, CancellationToken cancellationToken)
    {
        JsonNode? least = budget.At("spec", "minAvailable");
        if (budget.At("spec", "maxUnavailable") is { } most)
        {
            long wanted = await ScaleAsync(pods, namespaceName, cancellationToken).ConfigureAwait(false);
            return (wanted, Math.Max(0, wanted - WorkloadObjects.Resolve(most, wanted, roundUp: true)));
        }

        if (least?.GetValueKind() == System.Text.Json.JsonValueKind.String)
        {
            long wanted = await ScaleAsync(pods, namespaceName, cancellationToken).ConfigureAwait(false);
            return (wanted, WorkloadObjects.Resolve(least, wanted, roundUp: true));
        }

        return (pods.Length, WorkloadObjects.Resolve(least ?? 1, pods.Length, roundUp: true));
    }

    /// <summary>The replicas that the pods' Deployments, or ReplicaSets on their own, want together.</summary>
    private async Task<long> ScaleAsync(JsonObject[] pods, string namespaceName, CancellationToken cancellationToken)
    {
        Dictionary<string, long> scales = new(StringComparer.Ordinal);
        foreach (ObjectKey? set in pods.Select(pod => WorkloadObjects.ControllerOf(pod, KubernetesTypes.ReplicaSet.Kind)).Distinct())
        {
            if (set is not { } key
                || await _client.FindAsync(KubernetesTypes.ReplicaSet, key, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                continue;
            }

            ObjectKey? owner = WorkloadObjects.ControllerOf(found, ResourceType.Deployment.Kind);
            JsonObject scaled = owner is { } name
                && await _client.FindAsync(ResourceType.Deployment, name, cancellationToken).ConfigureAwait(false) is { } deployment
                    ? deployment
                    : found;
            scales[WorkloadObjects.UidOf(scaled)] = scaled.Number("spec", "replicas") ?? 1;
        }

        return scales.Values.Sum();
    }

    private JsonObject Condition(JsonObject budget, bool allowed)
    {
        JsonObject? before = Conditions.Find(budget, "DisruptionAllowed");
        string state = allowed ? "True" : "False";
        return new JsonObject
        {
            ["type"] = "DisruptionAllowed",
            ["status"] = state,
            ["observedGeneration"] = budget.Number("metadata", "generation") ?? 1,
            ["lastTransitionTime"] = before.Text("status") == state ? before.Text("lastTransitionTime") : _client.Now,
            ["reason"] = allowed ? "SufficientPods" : "InsufficientPods",
            ["message"] = "",
        };
    }
}
