using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>The empty status of a kind that has one.</summary>
internal static class StatusDefaults
{
    /// <summary>Makes the status where it is absent.</summary>
    public static void Fill(JsonObject value)
    {
        value.Child("spec");
        value.Child("status");
    }
}
