using System.Text.Json.Nodes;
using static IstioGateway.Gateways.ManifestComments;

namespace IstioGateway.Gateways;

/// <summary>How many pods there are, and how many stay while nodes are drained.</summary>
internal static class GatewayScaling
{
    private const int CpuPercent = 80;

    public static IEnumerable<CommentedManifest> Make(GatewaySpec spec)
    {
        if (spec.MaxReplicas is int most)
        {
            yield return new ManifestComments().Around(Fields(
                Field("apiVersion", "autoscaling/v2"),
                Field("kind", "HorizontalPodAutoscaler"),
                Field("metadata", GatewayManifests.Metadata(spec)),
                Field("spec", new JsonObject
                {
                    ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = spec.Name },
                    ["minReplicas"] = spec.MinReplicas ?? 1,
                    ["maxReplicas"] = most,
                    ["metrics"] = new JsonArray(new JsonObject
                    {
                        ["type"] = "Resource",
                        ["resource"] = new JsonObject
                        {
                            ["name"] = "cpu",
                            ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = CpuPercent },
                        },
                    }),
                })));
        }

        if (spec.PodDisruptionBudget)
        {
            ManifestComments comments = new();
            int pods = spec.MaxReplicas is null ? spec.Replicas ?? 1 : spec.MinReplicas ?? 1;
            yield return comments.Around(Fields(
                Field("apiVersion", "policy/v1"),
                Field("kind", "PodDisruptionBudget"),
                Field("metadata", GatewayManifests.Metadata(spec)),
                Field("spec", Fields(
                    pods < 2 ? comments.Why("With a single pod this holds up the draining of its node; give the gateway two.") : null,
                    Field("minAvailable", 1),
                    Field("selector", new JsonObject { ["matchLabels"] = GatewayManifests.Selector(spec) })))));
        }
    }
}
