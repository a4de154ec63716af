using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>Defaults of a Namespace.</summary>
internal static class NamespaceDefaults
{
    /// <summary>Fills a Namespace.</summary>
    public static void Fill(JsonObject value)
    {
        JsonObject metadata = value.Child("metadata");
        metadata.Child("labels")["kubernetes.io/metadata.name"] = (string?)metadata["name"];
        value.Child("spec").Default("finalizers", new JsonArray("kubernetes"));
        value.Child("status").Default("phase", "Active");
    }
}
