using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>How many replicas a ReplicaSet has and should have.</summary>
/// <param name="Wanted"><c>spec.replicas</c>.</param>
/// <param name="Available"><c>status.availableReplicas</c>.</param>
internal readonly record struct ReplicaCount(long Wanted, long Available);

/// <summary>
/// The arithmetic of a rolling update. Source: kubernetes pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts,
/// NewRSNewReplicas) and rolling.go (reconcileOldReplicaSets).
/// </summary>
/// <param name="Desired"><c>spec.replicas</c> of the Deployment.</param>
/// <param name="MaxSurge">How many pods more than desired there may be.</param>
/// <param name="MaxUnavailable">How many of the desired pods may be missing.</param>
internal sealed record RollingUpdate(long Desired, long MaxSurge, long MaxUnavailable)
{
    /// <summary>Reads a Deployment's strategy.</summary>
    public static RollingUpdate Of(JsonObject deployment)
    {
        long desired = deployment.Number("spec", "replicas") ?? 1;
        JsonNode? rolling = deployment.At("spec", "strategy", "rollingUpdate");
        if (deployment.Text("spec", "strategy", "type") == "Recreate")
        {
            return new RollingUpdate(desired, 0, desired);
        }

        long surge = WorkloadObjects.Resolve(rolling.At("maxSurge"), desired, roundUp: true);
        long unavailable = WorkloadObjects.Resolve(rolling.At("maxUnavailable"), desired, roundUp: false);

        // Both can round to nothing, and then nothing would ever move.
        return new RollingUpdate(desired, surge, surge == 0 && unavailable == 0 ? 1 : Math.Min(unavailable, desired));
    }

    /// <summary>How many replicas the new ReplicaSet gets now.</summary>
    /// <param name="present">What it has; 0 when it is about to be made.</param>
    /// <param name="total">What all have together.</param>
    public long NewReplicas(long present, long total)
    {
        if (present >= Desired)
        {
            return Desired;
        }

        return present + Math.Max(0, Math.Min(Desired + MaxSurge - total, Desired - present));
    }

    /// <summary>How many replicas the old ReplicaSets, oldest first, get now: unhealthy pods go first, then healthy ones.</summary>
    public long[] OldReplicas(ReplicaCount fresh, IReadOnlyList<ReplicaCount> old)
    {
        long[] result = [.. old.Select(count => count.Wanted)];
        long least = Desired - MaxUnavailable;
        long budget = fresh.Wanted + result.Sum() - least - (fresh.Wanted - fresh.Available);
        if (budget <= 0)
        {
            return result;
        }

        for (int i = 0; i < result.Length && budget > 0; i++)
        {
            long unhealthy = Math.Min(budget, Math.Max(0, old[i].Wanted - old[i].Available));
            result[i] -= unhealthy;
            budget -= unhealthy;
        }

        long spare = fresh.Available + old.Sum(count => count.Available) - least;
        for (int i = 0; i < result.Length && spare > 0; i++)
        {
            long healthy = Math.Min(spare, result[i]);
            result[i] -= healthy;
            spare -= healthy;
        }

        return result;
    }
}
