using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>Finds out from <c>metadata.managedFields</c> who wrote a template last.</summary>
internal static class TemplateWriter
{
    /// <summary>The field manager's name, or <see langword="null"/> where it cannot be told.</summary>
    /// <param name="istio">The resource as it is now.</param>
    /// <param name="before">The resource when it still was as wanted, where it was seen so.</param>
    /// <param name="templateName">The template.</param>
    /// <remarks>
    /// A field that is there has an owner, and the newest one wrote it. A field that was taken out has none; then it was the
    /// manager whose entry moved since, where only one did.
    /// </remarks>
    public static string? Find(JsonObject istio, JsonObject? before, string templateName)
    {
        JsonObject[] entries = Entries(istio);
        JsonObject[] owners = [.. entries.Where(entry => entry.At(
            "fieldsV1", "f:spec", "f:values", "f:sidecarInjectorWebhook", "f:templates", $"f:{templateName}") is not null)];
        if (owners.Length > 0)
        {
            return owners.MaxBy(entry => entry.Text("time") ?? "", StringComparer.Ordinal)!.Text("manager");
        }

        if (before is null)
        {
            return null;
        }

        JsonObject[] known = Entries(before);
        string?[] moved = [.. entries.Where(entry => !known.Any(old => JsonNode.DeepEquals(old, entry)))
            .Select(entry => entry.Text("manager")).Distinct()];
        return moved is [string one] ? one : null;
    }

    /// <summary>The entries about the resource itself; those of subresources are about its status.</summary>
    private static JsonObject[] Entries(JsonObject istio) =>
    [
        .. (istio.At("metadata", "managedFields") as JsonArray ?? []).OfType<JsonObject>()
            .Where(entry => entry.Text("subresource") is null or ""),
    ];
}
