using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Admission;

/// <summary>
/// Which ports below 1024 Services send a gateway's traffic to. Istio opens the listener of a Gateway's port at the Service's
/// <c>targetPort</c> (istio 1.28.10, pilot/pkg/model/gateway.go:459-494), and an unprivileged proxy skips those below 1024.
/// </summary>
internal static class ServicePorts
{
    private const int FirstUnprivileged = 1024;

    /// <summary>The ports, as <c>service: 80→80</c>.</summary>
    /// <param name="services">The namespace's Services.</param>
    /// <param name="pod">The gateway's pod.</param>
    public static IReadOnlyList<string> Privileged(IEnumerable<JsonObject> services, JsonObject pod)
    {
        JsonNode? labels = pod.At("metadata", "labels");
        List<string> found = [];
        foreach (JsonObject service in services.Where(service => Selects(service, labels)))
        {
            foreach (JsonObject port in Items(service.At("spec", "ports")).Where(port => port.Text("protocol") is null or "TCP"))
            {
                long number = port.Number("port") ?? 0;
                if (Target(port, pod) is { } target and > 0 and < FirstUnprivileged)
                {
                    found.Add(string.Create(CultureInfo.InvariantCulture, $"{service.Text("metadata", "name")}: {number} to {target}"));
                }
            }
        }

        return found;
    }

    private static bool Selects(JsonObject service, JsonNode? labels) =>
        service.At("spec", "selector") is JsonObject { Count: > 0 } selector
        && selector.All(pair => labels.Text(pair.Key) == pair.Value?.ToString());

    /// <summary>The port in the pod: a number, the name of a container's port, or without either the Service's own.</summary>
    private static long? Target(JsonObject port, JsonObject pod) => port.Text("targetPort") is { } name
        ? Items(pod.At("spec", "containers")).SelectMany(container => Items(container["ports"]))
            .FirstOrDefault(candidate => candidate.Text("name") == name).Number("containerPort")
        : port.Number("targetPort") is { } number and > 0 ? number : port.Number("port");

    private static IEnumerable<JsonObject> Items(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();
}
