using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Api.Writing;

/// <summary>The Status object of a subresource that has nothing else to say.</summary>
internal static class SuccessStatus
{
    /// <summary>201.</summary>
    public static JsonObject Created() => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Success",
        ["code"] = 201,
    };
}
