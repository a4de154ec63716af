using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Schemas;
using IstioGateway.Sandbox.Storage;
using k8s.Models;

namespace IstioGateway.Sandbox.Api.Admission;

/// <summary>
/// Counts a new pod, or another new object, against the quotas of its namespace. What is used is counted when it is asked, from
/// what is stored. Quotas with scopes are not looked at. Source of the words:
/// k8s.io/apiserver pkg/admission/plugin/resourcequota/controller.go.
/// </summary>
internal sealed class ResourceQuotaAdmission(ObjectStore store, TypeRegistry types) : IAdmissionPlugin
{
    private readonly ResourceDefinition _quotas = types.Get(KubernetesTypes.ResourceQuota);

    /// <inheritdoc/>
    public void Admit(AdmissionRequest request)
    {
        if (!request.IsNew)
        {
            return;
        }

        foreach (StoredObject stored in store.List(_quotas).Objects.Where(quota => quota.Key.Namespace == request.Namespace))
        {
            JsonNode? spec = stored.Parse()["spec"];
            if (spec?["hard"] is JsonObject hard && spec["scopes"] is null && spec["scopeSelector"] is null)
            {
                Charge(request, stored.Key.Name, hard);
            }
        }
    }

    private void Charge(AdmissionRequest request, string quota, JsonObject hard)
    {
        Dictionary<string, decimal> asked = Usage(request.Call.Type, request.Value);
        string[] limited = [.. hard.Select(limit => limit.Key).Order(StringComparer.Ordinal)];
        if (request.IsNewPod && Unspecified(request.Value, limited) is { Length: > 0 } missing)
        {
            throw request.Refuse($"failed quota: {quota}: must specify {missing}");
        }

        string[] counted = [.. limited.Where(name => asked.GetValueOrDefault(name) > 0)];
        if (counted.Length == 0)
        {
            return;
        }

        Dictionary<string, decimal> used = Used(request);
        string[] exceeded = [.. counted.Where(name => used.GetValueOrDefault(name) + asked[name] > Amount(hard[name]))];
        if (exceeded.Length > 0)
        {
            throw request.Refuse(
                $"exceeded quota: {quota}, requested: {List(name => Text(name, asked[name]))}, "
                + $"used: {List(name => Text(name, used.GetValueOrDefault(name)))}, limited: {List(name => $"{name}={hard[name]}")}");
        }

        string List(Func<string, string> part) => string.Join(",", exceeded.Select(part));
    }

    private Dictionary<string, decimal> Used(AdmissionRequest request)
    {
        Dictionary<string, decimal> used = new(StringComparer.Ordinal);
        foreach (StoredObject stored in store.List(request.Call.Type).Objects.Where(other => other.Key.Namespace == request.Namespace))
        {
            JsonObject value = stored.Parse();
            if (value.Text("status", "phase") is "Succeeded" or "Failed")
            {
                continue;
            }

            foreach ((string name, decimal amount) in Usage(request.Call.Type, value))
            {
                used[name] = used.GetValueOrDefault(name) + amount;
            }
        }

        return used;
    }

    /// <summary>What one object takes of each resource that a quota can name.</summary>
    private static Dictionary<string, decimal> Usage(ResourceDefinition type, JsonObject value)
    {
        Dictionary<string, decimal> usage = new(StringComparer.Ordinal) { ["count/" + type.StorageName] = 1 };
        if (type.Type.Group.Length == 0)
        {
            usage[type.Type.Plural] = 1;
        }

        if (type.StorageName == "pods")
        {
            foreach (string resource in new[] { "cpu", "memory" })
            {
                usage["requests." + resource] = usage[resource] = Sum(value, container => Request(container, resource));
                usage["limits." + resource] = Sum(value, container => container.At("resources", "limits", resource));
            }
        }

        return usage;
    }

    /// <summary>Containers run side by side, init containers one by one before them.</summary>
    private static decimal Sum(JsonObject pod, Func<JsonObject, JsonNode?> amount) => Math.Max(
        Containers(pod, "containers").Sum(container => Amount(amount(container))),
        Containers(pod, "initContainers").Select(container => Amount(amount(container))).DefaultIfEmpty(0).Max());

    /// <summary>Containers that leave out what a quota limits, as <c>limits.cpu for: istio-proxy; ...</c>.</summary>
    private static string Unspecified(JsonObject pod, string[] limited)
    {
        List<string> missing = [];
        foreach (string name in limited)
        {
            string resource = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            if (resource is not ("cpu" or "memory"))
            {
                continue;
            }

            string[] without =
            [
                .. Containers(pod, "containers")
                    .Where(container => (name.StartsWith("limits.", StringComparison.Ordinal)
                        ? container.At("resources", "limits", resource)
                        : Request(container, resource)) is null)
                    .Select(container => container.Text("name") ?? ""),
            ];
            if (without.Length > 0)
            {
                missing.Add($"{name} for: {string.Join(",", without)}");
            }
        }

        return string.Join("; ", missing);
    }

    /// <summary>A request that is left out is as large as the limit.</summary>
    private static JsonNode? Request(JsonObject container, string resource) =>
        container.At("resources", "requests", resource) ?? container.At("resources", "limits", resource);

    private static IEnumerable<JsonObject> Containers(JsonObject pod, string name) =>
        (pod.At("spec", name) as JsonArray ?? []).OfType<JsonObject>();

    private static decimal Amount(JsonNode? quantity) => quantity is null ? 0 : new ResourceQuantity(quantity.ToString()).ToDecimal();

    private static string Text(string name, decimal amount)
    {
        string text = amount == Math.Floor(amount)
            ? name.EndsWith("memory", StringComparison.Ordinal) ? Bytes(amount) : amount.ToString("0", CultureInfo.InvariantCulture)
            : (amount * 1000).ToString("0.###", CultureInfo.InvariantCulture) + "m";
        return $"{name}={text}";
    }

    private static string Bytes(decimal amount)
    {
        string[] units = ["", "Ki", "Mi", "Gi", "Ti"];
        int unit = 0;
        while (unit < units.Length - 1 && amount >= 1024 && amount % 1024 == 0)
        {
            amount /= 1024;
            unit++;
        }

        return amount.ToString("0", CultureInfo.InvariantCulture) + units[unit];
    }
}
