using System.Text.Json;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>The parts of a pod that decide what its proxy may do, read as kubelet and the container runtime read them.</summary>
internal sealed record ProxySecurity
{
    /// <summary>Name of the proxy's container.</summary>
    public const string Container = "istio-proxy";

    /// <summary>The user of the proxy's image where the pod names none (istio, pilot/docker/Dockerfile.proxyv2: <c>USER 1337</c>).</summary>
    private const long ImageUser = 1337;

    private const string Sysctl = Templates.SysctlRemoval.Name;

    /// <summary>The pod's securityContext.</summary>
    public required JsonObject? Pod { get; init; }

    /// <summary>The container's securityContext.</summary>
    public required JsonObject? Proxy { get; init; }

    /// <summary>Reads a pod; <see langword="null"/> where it has no container <c>istio-proxy</c>.</summary>
    public static ProxySecurity? Of(JsonObject pod)
    {
        JsonObject? container = (pod.At("spec", "containers") as JsonArray)?.OfType<JsonObject>()
            .FirstOrDefault(item => item.Text("name") == Container);
        return container is null
            ? null
            : new ProxySecurity
            {
                Pod = pod.At("spec", "securityContext") as JsonObject,
                Proxy = container["securityContext"] as JsonObject,
            };
    }

    /// <summary>The value of the sysctl; <see langword="null"/> where the pod does not set it.</summary>
    public string? PortStart => PortStartOf(Pod);

    /// <summary>The user the proxy runs as.</summary>
    public long User => Proxy.Number("runAsUser") ?? Pod.Number("runAsUser") ?? ImageUser;

    /// <summary>Whether kubelet refuses to start the container as user 0.</summary>
    public bool RunAsNonRoot => Flag(Proxy, "runAsNonRoot") ?? Flag(Pod, "runAsNonRoot") ?? false;

    /// <summary>Whether the container has every capability.</summary>
    public bool Privileged => Flag(Proxy, "privileged") ?? false;

    /// <summary>Capabilities that the container adds.</summary>
    public IReadOnlyList<string> Added => Capabilities("add");

    /// <summary>Capabilities that the container drops.</summary>
    public IReadOnlyList<string> Dropped => Capabilities("drop");

    /// <summary>The value of the sysctl in a pod's securityContext; <see langword="null"/> where it does not set it.</summary>
    public static string? PortStartOf(JsonNode? podSecurityContext) => (podSecurityContext.At("sysctls") as JsonArray)?.OfType<JsonObject>()
        .LastOrDefault(item => item.Text("name") == Sysctl)?["value"]?.ToString();

    private string[] Capabilities(string which) =>
        [.. (Proxy.At("capabilities", which) as JsonArray ?? []).Select(name => name?.ToString() ?? "")];

    private static bool? Flag(JsonObject? context, string field) => context?[field] is JsonValue value
        ? value.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        }
        : null;
}
