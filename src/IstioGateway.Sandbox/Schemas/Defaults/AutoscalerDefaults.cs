using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of a HorizontalPodAutoscaler. Source: kubernetes pkg/apis/autoscaling/v2/defaults.go.</summary>
internal static class AutoscalerDefaults
{
    private const int Utilization = 80;

    /// <summary>Fills a HorizontalPodAutoscaler.</summary>
    public static void Fill(JsonObject value)
    {
        JsonObject spec = value.Child("spec");
        spec.Default("minReplicas", 1);
        if (spec["metrics"] is null)
        {
            spec["metrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject
                {
                    ["name"] = "cpu",
                    ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = Utilization },
                },
            });
        }

        JsonObject status = value.Child("status");
        status.Default("desiredReplicas", 0);
        if (!status.ContainsKey("currentMetrics"))
        {
            status["currentMetrics"] = null;
        }
    }
}
