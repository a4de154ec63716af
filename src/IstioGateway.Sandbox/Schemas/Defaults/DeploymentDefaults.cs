using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of a Deployment. Source: kubernetes pkg/apis/apps/v1/defaults.go.</summary>
internal static class DeploymentDefaults
{
    /// <summary>Fills a Deployment.</summary>
    public static void Fill(JsonObject value)
    {
        JsonObject spec = value.Child("spec");
        spec.Default("replicas", 1);
        PodDefaults.FillSpec(spec.Child("template").Child("spec"));
        JsonObject strategy = spec.Child("strategy");
        strategy.Default("type", "RollingUpdate");
        if ((string?)strategy["type"] == "RollingUpdate")
        {
            JsonObject rolling = strategy.Child("rollingUpdate");
            rolling.Default("maxUnavailable", "25%");
            rolling.Default("maxSurge", "25%");
        }

        spec.Default("revisionHistoryLimit", 10);
        spec.Default("progressDeadlineSeconds", 600);
        value.Child("status");
    }
}
