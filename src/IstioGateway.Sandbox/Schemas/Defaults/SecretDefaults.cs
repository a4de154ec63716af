using System.Text;
using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of a Secret.</summary>
internal static class SecretDefaults
{
    /// <summary>Fills a Secret; <c>stringData</c> is write-only and ends up in <c>data</c>.</summary>
    public static void Fill(JsonObject value)
    {
        value.Default("type", "Opaque");
        if (value["stringData"] is JsonObject texts)
        {
            JsonObject data = value.Child("data");
            foreach ((string name, JsonNode? text) in texts)
            {
                data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes((string?)text ?? ""));
            }

            value.Remove("stringData");
        }
    }
}
