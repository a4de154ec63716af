namespace IstioGateway.Workloads;

/// <summary>
/// Decides which pods are recreated: those of which <see cref="WorkloadReader"/> says so, and where all are asked for, those that
/// serve too, unless what would be made in their place might not start.
/// </summary>
/// <param name="reader">What has read the pods; it is asked what pods made now would be.</param>
/// <param name="choice">What is asked for.</param>
public sealed class RestartPlanner(WorkloadReader reader, RestartChoice choice)
{
    /// <summary>Plans.</summary>
    /// <param name="found">Whole workloads, as the reader has found them.</param>
    /// <param name="isMeant">Which pods are meant.</param>
    /// <param name="cancellationToken">Ends what is still to be read.</param>
    /// <returns>One for each workload with something to do or to say, in the order in which they were found.</returns>
    public async Task<IReadOnlyList<WorkloadRestart>> PlanAsync(
        IReadOnlyList<GatewayWorkloadStatus> found, Func<GatewayWorkloadStatus, bool> isMeant, CancellationToken cancellationToken)
    {
        List<WorkloadRestart> plans = [];
        foreach (IGrouping<(string Namespace, string Owner), GatewayWorkloadStatus> workload in found.GroupBy(item => (item.Namespace, item.Owner)))
        {
            List<GatewayWorkloadStatus> wanted = [];
            List<RestartObjection> objections = [];
            foreach (GatewayWorkloadStatus pod in workload.Where(item => isMeant(item) && IsWanted(item)))
            {
                if (await ObjectionAsync(pod, cancellationToken).ConfigureAwait(false) is { } objection)
                {
                    objections.Add(new RestartObjection([pod], objection.Reason, objection.Advice));
                }
                else
                {
                    wanted.Add(pod);
                }
            }

            if (wanted.Count + objections.Count > 0)
            {
                plans.Add(new WorkloadRestart(
                    workload.Key.Namespace,
                    workload.Key.Owner,
                    [.. wanted.OrderBy(pod => pod.Ready)],
                    Merged(objections),
                    workload.Count(item => item.Pod.Length > 0),
                    workload.Count(item => item.Ready)));
            }
        }

        return plans;
    }

    /// <summary>Pods on their way out, and leftovers, have been replaced already.</summary>
    private bool IsWanted(GatewayWorkloadStatus pod) => !pod.IsLeaving
        && pod.Phase is not ("Succeeded" or "Failed")
        && (pod.Action != GatewayWorkloadAction.None || (choice.All && pod.Pod.Length > 0));

    private async Task<(string Reason, string Advice)?> ObjectionAsync(GatewayWorkloadStatus pod, CancellationToken cancellationToken)
    {
        if (pod.Pod.Length == 0)
        {
            return (pod.Reason, pod.Advice);
        }

        if (pod.Owner.Length == 0)
        {
            return ($"Nobody would make it again: it has no controller. {pod.Reason}", "Delete it and create it anew from its manifest, or make it a Deployment.");
        }

        if (choice.Force || pod.Action == GatewayWorkloadAction.Recreate)
        {
            return null;
        }

        if (pod.Action is not GatewayWorkloadAction.None && !(choice.All && pod.Action == GatewayWorkloadAction.Investigate))
        {
            return ($"To recreate it brings nothing. {pod.Reason}", pod.Advice);
        }

        return await FreshPodRisk.OfAsync(
            await reader.FreshAsync(pod, cancellationToken).ConfigureAwait(false),
            pod.Kind,
            () => reader.WholeNodesAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>What is said of several pods is said once.</summary>
    private static IReadOnlyList<RestartObjection> Merged(IEnumerable<RestartObjection> objections) =>
    [
        .. objections.GroupBy(objection => (objection.Reason, objection.Advice))
            .Select(group => new RestartObjection([.. group.SelectMany(one => one.Pods)], group.Key.Reason, group.Key.Advice)),
    ];
}
