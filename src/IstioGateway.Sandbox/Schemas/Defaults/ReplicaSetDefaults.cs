using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of a ReplicaSet. Source: kubernetes pkg/apis/apps/v1/defaults.go.</summary>
internal static class ReplicaSetDefaults
{
    /// <summary>Fills a ReplicaSet.</summary>
    public static void Fill(JsonObject value)
    {
        JsonObject spec = value.Child("spec");
        spec.Default("replicas", 1);
        PodDefaults.FillSpec(spec.Child("template").Child("spec"));
        value.Child("status").Default("replicas", 0);
    }
}
