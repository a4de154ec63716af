using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>
/// Whether a running gateway could bind the ports below 1024 that its Services send traffic to (istiod makes a listener for the
/// Service's target port: istio 1.28.10, pilot/pkg/model/gateway.go:459-494). The sandbox runs no proxy, whose log would tell; so it
/// is told by the pod's condition <see cref="ConditionType"/>, and by an event <c>BindFailed</c> where the answer is no.
/// </summary>
internal static class PrivilegedPorts
{
    /// <summary>The condition; absent where no port below 1024 is asked for.</summary>
    public const string ConditionType = "sandbox.istiogateway.dev/PrivilegedPortsBound";

    private const int FirstUnprivileged = 1024;

    /// <summary>The condition of a pod; <see langword="null"/> where it has none to have.</summary>
    /// <param name="pod">The pod, which runs.</param>
    /// <param name="node">Its node.</param>
    /// <param name="services">The Services of its namespace.</param>
    public static JsonObject? Judge(JsonObject pod, NodeInfo node, IEnumerable<JsonObject> services)
    {
        long[] ports = [.. Asked(pod, services).Distinct().Order()];
        if (ports.Length == 0 || PrivilegedPortRule.Judge(pod) is not { } effect)
        {
            return null;
        }

        (PortBinding binding, string why) = node.HasOldKernel
            ? (effect.OldKernel, effect.OldKernelReason)
            : (effect.NewKernel, effect.NewKernelReason);
        bool bound = binding == PortBinding.Yes || (binding == PortBinding.DependsOnRuntime && node.OpensPorts);
        string addresses = string.Join(", ", ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"'0.0.0.0:{port}'")));
        return new JsonObject
        {
            ["type"] = ConditionType,
            ["status"] = bound ? "True" : "False",
            ["reason"] = bound ? "Bound" : "PermissionDenied",
            ["message"] = bound ? $"bound {addresses}: {why}" : $"cannot bind {addresses}: Permission denied ({why})",
        };
    }

    private static IEnumerable<long> Asked(JsonObject pod, IEnumerable<JsonObject> services)
    {
        JsonObject? labels = pod.At("metadata", "labels") as JsonObject;
        return services
            .Where(service => service.At("spec", "selector") is JsonObject { Count: > 0 } selector
                && selector.All(label => labels.Text(label.Key) is { } value && value == label.Value?.ToString()))
            .SelectMany(service => (service.At("spec", "ports") as JsonArray ?? []).OfType<JsonObject>())
            .Select(port => Number(pod, port["targetPort"] ?? port["port"]))
            .Where(port => port is > 0 and < FirstUnprivileged);
    }

    /// <summary>A target port by number, or by the name of a container's port; 0 where there is none of that name.</summary>
    private static long Number(JsonObject pod, JsonNode? target) => target?.GetValueKind() == JsonValueKind.String
        ? (pod.At("spec", "containers") as JsonArray ?? [])
            .SelectMany(container => (container.At("ports") as JsonArray ?? []).OfType<JsonObject>())
            .FirstOrDefault(port => port.Text("name") == (string?)target)?.Number("containerPort") ?? 0
        : new JsonObject { ["port"] = target?.DeepClone() }.Number("port") ?? 0;
}
