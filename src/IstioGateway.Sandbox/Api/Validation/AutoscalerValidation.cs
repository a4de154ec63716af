using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>The rules of HorizontalPodAutoscalers. Source: kubernetes pkg/apis/autoscaling/validation/validation.go.</summary>
internal static class AutoscalerValidation
{
    /// <summary>What is wrong with a HorizontalPodAutoscaler.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject autoscaler, JsonObject? before)
    {
        JsonNode? spec = autoscaler["spec"];
        long least = spec.Number("minReplicas") ?? 1;
        long most = spec.Number("maxReplicas") ?? 0;
        if (least < 1)
        {
            yield return FieldCauses.Invalid("spec.minReplicas", least, "must be greater than or equal to 1");
        }

        if (most < 1)
        {
            yield return FieldCauses.Invalid("spec.maxReplicas", most, "must be greater than 0");
        }

        if (most < least)
        {
            yield return FieldCauses.Invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
        }

        foreach (string name in new[] { "kind", "name" })
        {
            if (string.IsNullOrEmpty(spec.Text("scaleTargetRef", name)))
            {
                yield return FieldCauses.Required("spec.scaleTargetRef." + name);
            }
        }
    }
}
