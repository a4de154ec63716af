using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Workloads;

/// <summary>
/// Evicts one pod by its subresource <c>eviction</c> (policy/v1), so that the API server holds the disruption budget; where that
/// forbids it, it is asked again, as kubectl drain does (kubectl pkg/drain/drain.go, evictPods).
/// </summary>
internal sealed class PodEvictor(IClusterApi api, RestartPace pace)
{
    /// <summary>The server's words for a pod with two budgets, which no waiting mends (kubernetes pkg/registry/core/pod/storage/eviction.go).</summary>
    private const string TwoBudgets = "more than one PodDisruptionBudget";

    /// <summary>What the last request met; <see langword="null"/> before the first answer.</summary>
    public ClusterException? Last { get; private set; }

    /// <summary>Whether the server has judged the eviction and forbidden it, rather than having failed to answer.</summary>
    public bool IsForbidden => Last is { } last && (last.Causes.Count > 0 || HasTwoBudgets(last));

    /// <summary>Whether the pod may have been evicted without an answer that says so.</summary>
    public bool MayHaveActed { get; private set; }

    /// <summary>Evicts; returns when the server has taken it, or the pod is gone.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="isThere">Looks whether the pod is still there; <see langword="null"/> where that cannot be seen just now.</param>
    /// <param name="over">Ends it.</param>
    /// <exception cref="ClusterException">Something that waiting does not mend.</exception>
    /// <exception cref="OperationCanceledException">Time is up; <see cref="Last"/> says what was met.</exception>
    public async Task EvictAsync(GatewayWorkloadStatus pod, Func<CancellationToken, Task<bool?>> isThere, CancellationToken over)
    {
        ResourceRef eviction = new(ResourceType.Pod, pod.Pod, pod.Namespace, "eviction");
        RestartPauses pauses = new(pace);
        while (true)
        {
            bool couldHaveActed = MayHaveActed;
            try
            {
                MayHaveActed = true;
                WriteResult answer = await api.CreateSubresourceAsync(eviction, Body(pod), new WriteOptions(), over).ConfigureAwait(false);
                RequireSuccess(answer.Object);
                return;
            }
            catch (ClusterException failure)
            {
                // Gone, or its name another pod's: an earlier request arrived after all, or somebody was faster. But a pod that is there
                // was not evicted, whatever stands between says; and after a request without an answer the pod alone can tell.
                MayHaveActed = couldHaveActed || LeavesOpen(failure.Kind);
                bool saysGone = failure.Kind is ClusterErrorKind.ResourceNotFound or ClusterErrorKind.Conflict;
                if ((saysGone || couldHaveActed) && await isThere(over).ConfigureAwait(false) == false)
                {
                    return;
                }

                if (!(saysGone || failure.Kind.IsTransient()) || HasTwoBudgets(failure))
                {
                    throw;
                }

                Last = failure;
                pace.Progress?.Invoke($"{pod.Pod}: {Words(failure)}");
            }

            await pauses.NextAsync(over).ConfigureAwait(false);
        }
    }

    /// <summary>Why an eviction was not taken: the budget's words where there are any.</summary>
    public static string Words(ClusterException failure) =>
        failure.Causes.Count > 0 ? WorkloadTexts.Sentence(string.Join(" ", failure.Causes)) : failure.Message;

    /// <summary>The server answers with a Status that says Success (eviction.go); anything else comes from something before it.</summary>
    private static void RequireSuccess(JsonObject answer)
    {
        if (answer.Text("kind") != "Status" || answer.Text("status") != "Success")
        {
            throw new ClusterException(ClusterErrorKind.BadResponse, "The answer to the eviction is none of an API server.") { Verb = "create" };
        }
    }

    private static bool LeavesOpen(ClusterErrorKind kind) =>
        kind is ClusterErrorKind.Timeout or ClusterErrorKind.Unreachable or ClusterErrorKind.BadResponse;

    /// <summary>Whether waiting is in vain because the pod has several budgets.</summary>
    public static bool HasTwoBudgets(ClusterException failure) => failure.Message.Contains(TwoBudgets, StringComparison.Ordinal);

    /// <summary>With the pod's uid as a condition, so that a pod of the same name made meanwhile is left alone.</summary>
    private static JsonObject Body(GatewayWorkloadStatus pod)
    {
        JsonObject body = new()
        {
            ["apiVersion"] = "policy/v1",
            ["kind"] = "Eviction",
            ["metadata"] = new JsonObject { ["name"] = pod.Pod, ["namespace"] = pod.Namespace },
        };
        if (pod.Uid.Length > 0)
        {
            body["deleteOptions"] = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = pod.Uid } };
        }

        return body;
    }
}
