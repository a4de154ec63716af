using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>
/// How far a Deployment has come, as <c>kubectl rollout status</c> judges it (kubectl v0.31
/// pkg/polymorphichelpers/rollout_status.go, <c>DeploymentStatusViewer.Status</c>).
/// </summary>
/// <param name="Done">Whether every pod is of the newest template, and available.</param>
/// <param name="Overdue">Whether the controller says that it takes longer than <c>progressDeadlineSeconds</c>.</param>
/// <param name="Words">What it is waiting for.</param>
internal sealed record DeploymentRollout(bool Done, bool Overdue, string Words)
{
    /// <summary>Judges a Deployment.</summary>
    /// <param name="deployment">The Deployment.</param>
    /// <param name="minimumGeneration">The generation that it must have at least, or what is seen is from before the change.</param>
    public static DeploymentRollout Of(JsonObject deployment, long minimumGeneration)
    {
        long generation = deployment.Number("metadata", "generation") ?? 0;
        if (generation < minimumGeneration || (deployment.Number("status", "observedGeneration") ?? 0) < generation)
        {
            return Waiting("The Deployment's change has not been observed yet.");
        }

        if (Condition(deployment, "Progressing") is { } progressing && progressing.Text("reason") == "ProgressDeadlineExceeded")
        {
            return new(false, true, $"It has exceeded its progress deadline: {progressing.Text("message")}");
        }

        long wanted = deployment.Number("spec", "replicas") ?? 1;
        long all = deployment.Number("status", "replicas") ?? 0;
        long updated = deployment.Number("status", "updatedReplicas") ?? 0;
        long available = deployment.Number("status", "availableReplicas") ?? 0;
        return updated < wanted ? Waiting(string.Create(CultureInfo.InvariantCulture, $"{updated} of {wanted} new pod(s) have been made."))
            : all > updated ? Waiting(string.Create(CultureInfo.InvariantCulture, $"{all - updated} old pod(s) have not ended yet."))
            : available < updated ? Waiting(string.Create(CultureInfo.InvariantCulture, $"{available} of {updated} pod(s) are available."))
            : new(true, false, string.Create(CultureInfo.InvariantCulture, $"{available} of {wanted} pod(s) are available."));
    }

    /// <summary>Why the controller could not make pods, in the server's words: quota, Pod Security, a missing ServiceAccount.</summary>
    public static string? Refusal(JsonObject deployment) =>
        Condition(deployment, "ReplicaFailure") is { } failure && failure.Text("status") == "True" ? failure.Text("message") : null;

    private static DeploymentRollout Waiting(string words) => new(false, false, words);

    private static JsonObject? Condition(JsonObject deployment, string type) => (deployment.At("status", "conditions") as JsonArray ?? [])
        .OfType<JsonObject>().FirstOrDefault(condition => condition.Text("type") == type);
}
