using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Storage;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>What the controllers read off objects.</summary>
internal static class WorkloadObjects
{
    /// <summary>Where an object lives.</summary>
    public static ObjectKey KeyOf(JsonObject value) => new(value.Text("metadata", "namespace") ?? "", value.Text("metadata", "name") ?? "");

    /// <summary>The uid of an object.</summary>
    public static string UidOf(JsonObject value) => value.Text("metadata", "uid") ?? "";

    /// <summary>The reference to what controls an object; <see langword="null"/> when nothing does.</summary>
    public static JsonObject? ControllerOf(JsonObject value) => (value.At("metadata", "ownerReferences") as JsonArray)?.OfType<JsonObject>()
        .FirstOrDefault(owner => owner["controller"] is JsonValue flag && flag.TryGetValue(out bool controls) && controls);

    /// <summary>The key of the controller of a kind; <see langword="null"/> when the object has none.</summary>
    public static ObjectKey? ControllerOf(JsonObject value, string kind) =>
        ControllerOf(value) is { } owner && owner.Text("kind") == kind ? new ObjectKey(KeyOf(value).Namespace, owner.Text("name") ?? "") : null;

    /// <summary>The reference by which an object names its controller.</summary>
    public static JsonObject ReferenceTo(ResourceType type, JsonObject owner) => new()
    {
        ["apiVersion"] = type.ApiVersion,
        ["kind"] = type.Kind,
        ["name"] = KeyOf(owner).Name,
        ["uid"] = UidOf(owner),
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    };

    /// <summary>Whether a pod is ready.</summary>
    public static bool IsReady(JsonObject pod) => Conditions.IsTrue(pod, "Ready");

    /// <summary>Whether a pod has neither ended nor is about to.</summary>
    public static bool IsActive(JsonObject pod) =>
        pod.Text("status", "phase") is not ("Succeeded" or "Failed") && pod.At("metadata", "deletionTimestamp") is null;

    /// <summary>A time as objects carry it.</summary>
    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Sets a count that Go leaves out when it is zero.</summary>
    public static void SetCount(JsonObject status, string name, long count)
    {
        if (count != 0)
        {
            status[name] = count;
        }
    }

    /// <summary>A count that may be a share of a total: <c>25%</c>, <c>1</c>.</summary>
    /// <param name="value">The field.</param>
    /// <param name="total">What 100% is.</param>
    /// <param name="roundUp">Whether a part counts as a whole.</param>
    public static long Resolve(JsonNode? value, long total, bool roundUp)
    {
        if (value is JsonValue text && text.TryGetValue(out string? percent))
        {
            long share = long.TryParse(percent.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
            return roundUp ? ((total * share) + 99) / 100 : total * share / 100;
        }

        return new JsonObject { ["count"] = value?.DeepClone() }.Number("count") ?? 0;
    }
}
