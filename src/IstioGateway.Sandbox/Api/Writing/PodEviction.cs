using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Api.Selectors;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>
/// <c>pods/NAME/eviction</c>: deletes a pod if its disruption budget allows it. Source: kubernetes
/// pkg/registry/core/pod/storage/eviction.go.
/// </summary>
internal sealed class PodEviction(ObjectStore store, TypeRegistry types, TimeProvider clock)
{
    private const int RetryAfterSeconds = 10;
    private readonly ResourceDefinition _budgets = types.Get(KubernetesTypes.PodDisruptionBudget);

    /// <summary>POST of an Eviction.</summary>
    public Task EvictAsync(ApiCall call)
    {
        JsonObject eviction = JsonBody.ParseObject(call.Request.Body, "couldn't get version/kind; json parse error");
        if (eviction.Text("metadata", "name") is { Length: > 0 } name && name != call.Key.Name)
        {
            throw Refusals.BadRequest($"name in URL does not match name in Eviction object: {call.Key.Name} != {name}");
        }

        bool dryRun = call.DryRun || (eviction.At("deleteOptions", "dryRun") as JsonArray)?.Any(item => (string?)item == "All") == true;
        while (true)
        {
            StoredObject present = store.Find(call.Type, call.Key) ?? throw Refusals.NotFound(call.Type, call.Key.Name);
            JsonObject pod = present.Parse();
            if (!IgnoresBudgets(pod))
            {
                TakeFromBudget(call, pod, dryRun);
            }

            if (dryRun || store.TryDelete(call.Type, present) is not null)
            {
                return call.SendJsonAsync(201, SuccessStatus.Created());
            }
        }
    }

    /// <summary>A pod that does not run disrupts nothing when it goes.</summary>
    private static bool IgnoresBudgets(JsonObject pod) =>
        pod.Text("status", "phase") is "Succeeded" or "Failed" or "Pending" || pod.At("metadata", "deletionTimestamp") is not null;

    private void TakeFromBudget(ApiCall call, JsonObject pod, bool dryRun)
    {
        JsonObject? labels = pod.At("metadata", "labels") as JsonObject;
        StoredObject[] budgets =
        [
            .. store.List(_budgets).Objects.Where(budget => budget.Key.Namespace == call.Key.Namespace
                && ObjectSelector.Of(budget.Parse().At("spec", "selector") as JsonObject).Matches(labels)),
        ];
        if (budgets.Length > 1)
        {
            throw Refusals.Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        StoredObject? present = budgets.FirstOrDefault();
        while (present is not null)
        {
            JsonObject budget = present.Parse();
            if (MayGoAnyway(budget, pod))
            {
                return;
            }

            Take(budget, present.Key.Name, call.Key.Name);
            if (dryRun || store.TryWrite(_budgets, present, budget) is not null)
            {
                return;
            }

            present = store.Find(_budgets, present.Key);
        }
    }

    /// <summary>A pod that is not ready counts for nothing, unless its budget is short already.</summary>
    private static bool MayGoAnyway(JsonObject budget, JsonObject pod)
    {
        bool ready = (pod.At("status", "conditions") as JsonArray ?? []).Any(condition =>
            condition.Text("type") == "Ready" && condition.Text("status") == "True");
        return !ready && (budget.Text("spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow"
            || (budget.Number("status", "desiredHealthy") > 0
                && budget.Number("status", "currentHealthy") >= budget.Number("status", "desiredHealthy")));
    }

    private void Take(JsonObject budget, string budgetName, string podName)
    {
        JsonObject status = budget["status"]!.AsObject();
        if ((status.Number("observedGeneration") ?? 0) < (budget.Number("metadata", "generation") ?? 0))
        {
            throw TooMany($"The disruption budget {budgetName} is still being processed by the server.", RetryAfterSeconds);
        }

        long allowed = status.Number("disruptionsAllowed") ?? 0;
        if (allowed <= 0)
        {
            throw TooMany(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The disruption budget {budgetName} needs {status.Number("desiredHealthy")} healthy pods and has "
                    + $"{status.Number("currentHealthy")} currently"),
                retryAfter: null);
        }

        status["disruptionsAllowed"] = allowed - 1;
        if (status["disruptedPods"] is not JsonObject disrupted)
        {
            status["disruptedPods"] = disrupted = [];
        }

        disrupted[podName] = clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static ApiException TooMany(string why, int? retryAfter) => new(
        new ApiStatus(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.")
        {
            Causes = [new StatusCause("DisruptionBudget", why, "")],
            RetryAfterSeconds = retryAfter,
        });
}
