using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>
/// Whether an <c>Istio</c> resource is Ready, by the rule of <c>kubectl wait --for=condition=Ready</c>
/// (kubectl pkg/cmd/wait/condition.go, <c>checkCondition</c>): the first condition of that type counts, its name and status
/// compared without case, and only if it was observed for the current generation: its own <c>observedGeneration</c>, else
/// <c>status.observedGeneration</c>, where there is one, is not below <c>metadata.generation</c>.
/// </summary>
/// <remarks>
/// A minimum generation, the one a patch was answered with, adds to the rule: an older generation does not count, and neither
/// does a condition without any observed generation, for nothing shows that it came after the patch.
/// </remarks>
public static class IstioReadiness
{
    private const string ReadyType = "Ready";

    /// <summary>Judges a resource.</summary>
    /// <param name="istio">The resource as the server has it.</param>
    /// <param name="minimumGeneration">The generation that must have been observed at least; 0 for whichever is current.</param>
    public static IstioStatus Evaluate(JsonObject istio, long minimumGeneration)
    {
        IReadOnlyList<JsonObject> conditions = [.. (istio.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>()];
        long generation = istio.Number("metadata", "generation") ?? 0;
        (ReadyStage stage, string reason) = Judge(istio, conditions, generation, minimumGeneration);
        return new IstioStatus
        {
            Name = istio.Text("metadata", "name") ?? "",
            Ready = stage == ReadyStage.Ready,
            State = istio.Text("status", "state"),
            Version = istio.Text("spec", "version"),
            ActiveRevision = istio.Text("status", "activeRevisionName"),
            Generation = generation,
            ObservedGeneration = istio.Number("status", "observedGeneration"),
            Conditions = Conditions(istio),
            Stage = stage,
            Reason = reason,
        };
    }

    /// <summary>The conditions of an <c>Istio</c> or <c>IstioRevision</c>, in the server's order.</summary>
    internal static IReadOnlyList<IstioCondition> Conditions(JsonObject resource) =>
        [.. (resource.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>().Select(ReadCondition).OfType<IstioCondition>()];

    /// <summary>The first condition of a type, its name compared without case; <see langword="null"/> when there is none.</summary>
    internal static IstioCondition? Find(JsonObject resource, string type) =>
        Conditions(resource).FirstOrDefault(condition => string.Equals(condition.Type, type, StringComparison.OrdinalIgnoreCase));

    private static (ReadyStage Stage, string Reason) Judge(
        JsonObject istio, IReadOnlyList<JsonObject> conditions, long generation, long minimumGeneration)
    {
        if (generation < minimumGeneration)
        {
            return (
                ReadyStage.WaitingForOperator,
                $"The server shows generation {generation}, older than the change (generation {minimumGeneration}).");
        }

        JsonObject? ready = conditions.FirstOrDefault(condition =>
            string.Equals(condition.Text("type"), ReadyType, StringComparison.OrdinalIgnoreCase) && condition.Text("status") is not null);
        if (ready is null)
        {
            return (ReadyStage.WaitingForOperator, "The operator has not written a Ready condition yet.");
        }

        long? observed = ready.Number("observedGeneration") ?? istio.Number("status", "observedGeneration");
        if (observed < generation)
        {
            return (
                ReadyStage.WaitingForOperator,
                $"The operator has not looked at generation {generation} yet; it has seen {observed}.");
        }

        if (observed is null && minimumGeneration > 0)
        {
            return (ReadyStage.WaitingForOperator, "The operator does not say which generation its Ready condition is about.");
        }

        return string.Equals(ready.Text("status"), "True", StringComparison.OrdinalIgnoreCase)
            ? (ReadyStage.Ready, $"Ready for generation {generation}.")
            : (ReadyStage.NotReady, $"{ReadCondition(ready)}.");
    }

    private static IstioCondition? ReadCondition(JsonObject condition) =>
        condition.Text("type") is string type && condition.Text("status") is string status
            ? new IstioCondition { Type = type, Status = status, Reason = condition.Text("reason"), Message = condition.Text("message") }
            : null;
}
