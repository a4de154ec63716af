using System.Globalization;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>Status conditions in the form of the Sail Operator's resources.</summary>
internal static class Conditions
{
    /// <summary>Builds a condition; the time of an unchanged status is kept.</summary>
    public static JsonObject Make(
        JsonObject resource, string type, bool? status, string reason, string message, TimeProvider clock)
    {
        string text = status switch { true => "True", false => "False", null => "Unknown" };
        JsonObject? before = Find(resource, type);
        string? time = before?["status"]?.GetValue<string>() == text ? before["lastTransitionTime"]?.GetValue<string>() : null;
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = text,
            ["reason"] = reason,
            ["message"] = message,
            ["lastTransitionTime"] =
                time ?? clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The condition of a type, or <see langword="null"/>.</summary>
    public static JsonObject? Find(JsonObject resource, string type) =>
        (resource["status"]?["conditions"] as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(condition => condition["type"]?.GetValue<string>() == type);

    /// <summary>Whether a condition is true.</summary>
    public static bool IsTrue(JsonObject resource, string type) => Find(resource, type)?["status"]?.GetValue<string>() == "True";
}
