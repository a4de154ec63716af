using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>The rules of pods and pod templates. Source: kubernetes pkg/apis/core/validation/validation.go, ValidatePodSpec.</summary>
internal static class PodValidation
{
    private const long LargestUser = int.MaxValue;

    /// <summary>What is wrong with a Pod.</summary>
    public static IEnumerable<StatusCause> Check(JsonObject pod, JsonObject? before) => CheckSpec(pod["spec"] as JsonObject ?? [], "spec");

    /// <summary>What is wrong with a pod's spec, wherever it lies.</summary>
    public static IEnumerable<StatusCause> CheckSpec(JsonObject spec, string path)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        JsonObject[] containers = Items(spec, "containers");
        if (containers.Length == 0)
        {
            yield return FieldCauses.Required(path + ".containers");
        }

        foreach (StatusCause cause in CheckContainers(containers, path + ".containers", names)
            .Concat(CheckContainers(Items(spec, "initContainers"), path + ".initContainers", names))
            .Concat(CheckUser(spec["securityContext"], path + ".securityContext")))
        {
            yield return cause;
        }
    }

    private static IEnumerable<StatusCause> CheckContainers(JsonObject[] containers, string path, HashSet<string> names)
    {
        for (int i = 0; i < containers.Length; i++)
        {
            JsonObject container = containers[i];
            string field = $"{path}[{i}]";
            string name = container.Text("name") ?? "";
            IEnumerable<StatusCause> wrong = name.Length == 0
                ? [FieldCauses.Required(field + ".name")]
                : FieldCauses.OfLabel(field + ".name", name);
            wrong = wrong
                .Concat(name.Length > 0 && !names.Add(name) ? [FieldCauses.Duplicate(field + ".name", name)] : [])
                .Concat(container.Text("image") is { Length: > 0 } ? [] : [FieldCauses.Required(field + ".image")])
                .Concat(Items(container, "ports").SelectMany((port, p) =>
                    FieldCauses.OfPort($"{field}.ports[{p}].containerPort", port["containerPort"] ?? 0)))
                .Concat(CheckUser(container["securityContext"], field + ".securityContext"));
            foreach (StatusCause cause in wrong)
            {
                yield return cause;
            }
        }
    }

    private static IEnumerable<StatusCause> CheckUser(JsonNode? context, string path)
    {
        foreach (string name in new[] { "runAsUser", "runAsGroup" })
        {
            if (context.Number(name) is < 0 or > LargestUser)
            {
                yield return FieldCauses.Invalid($"{path}.{name}", context!.Number(name), "must be between 0 and 2147483647, inclusive");
            }
        }
    }

    private static JsonObject[] Items(JsonObject value, string name) => [.. (value[name] as JsonArray ?? []).OfType<JsonObject>()];
}
