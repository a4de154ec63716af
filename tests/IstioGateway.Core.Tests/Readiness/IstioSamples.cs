using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Core.Tests.Readiness;

/// <summary>Istio resources to try things on.</summary>
internal static class IstioSamples
{
    public static readonly ResourceRef Default = new(ResourceType.Istio, "default");

    public static JsonObject Istio(long generation = 1, long? observed = 1, string ready = "True", string reason = "Ready") => new()
    {
        ["apiVersion"] = "sailoperator.io/v1",
        ["kind"] = "Istio",
        ["metadata"] = new JsonObject { ["name"] = "default", ["uid"] = "u-1", ["generation"] = generation, ["resourceVersion"] = "1" },
        ["spec"] = new JsonObject { ["namespace"] = "istio-system", ["version"] = "v1.28.0" },
        ["status"] = Status(observed, ready, reason),
    };

    public static JsonObject Status(long? observed, string ready, string reason = "Ready")
    {
        JsonObject status = new()
        {
            ["state"] = "Healthy",
            ["activeRevisionName"] = "default",
            ["conditions"] = new JsonArray(
                new JsonObject { ["type"] = "Reconciled", ["status"] = "True", ["reason"] = "Reconciled", ["message"] = "" },
                new JsonObject { ["type"] = "Ready", ["status"] = ready, ["reason"] = reason, ["message"] = "m" }),
        };
        if (observed is not null)
        {
            status["observedGeneration"] = observed;
        }

        return status;
    }
}
