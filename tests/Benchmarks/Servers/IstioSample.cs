using System.Text.Json.Nodes;

namespace IstioGateway.Benchmarks.Servers;

/// <summary>An <c>Istio</c> resource as the Sail Operator's users have it.</summary>
internal static class IstioSample
{
    public static JsonObject New() => new()
    {
        ["apiVersion"] = "sailoperator.io/v1",
        ["kind"] = "Istio",
        ["metadata"] = new JsonObject { ["name"] = "default" },
        ["spec"] = new JsonObject
        {
            ["namespace"] = "istio-system",
            ["version"] = "v1.26.2",
            ["updateStrategy"] = new JsonObject { ["type"] = "InPlace" },
        },
    };

    /// <summary>The same with a status that is, or is not yet, Ready.</summary>
    public static JsonObject With(JsonObject istio, bool ready)
    {
        JsonObject copy = istio.DeepClone().AsObject();
        copy["status"] = new JsonObject
        {
            ["observedGeneration"] = copy["metadata"]!["generation"]!.DeepClone(),
            ["state"] = ready ? "Healthy" : "IstiodNotReady",
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = ready ? "True" : "False",
                ["reason"] = ready ? "Healthy" : "IstiodNotReady",
                ["lastTransitionTime"] = "2026-11-01T00:00:00Z",
            }),
        };
        return copy;
    }
}
