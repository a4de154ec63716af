using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>What a PodDisruptionBudget shows before its controller has seen it.</summary>
internal static class DisruptionBudgetDefaults
{
    /// <summary>Fills a PodDisruptionBudget.</summary>
    public static void Fill(JsonObject value)
    {
        value.Child("spec");
        JsonObject status = value.Child("status");
        foreach (string count in new[] { "disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods" })
        {
            status.Default(count, 0);
        }
    }
}
