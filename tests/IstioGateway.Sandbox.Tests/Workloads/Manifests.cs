using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Tests.Workloads;

/// <summary>Objects that the tests write.</summary>
internal static class Manifests
{
    public const string Sysctl = "net.ipv4.ip_unprivileged_port_start";

    public static JsonObject Namespace(string name, params (string Label, string Value)[] labels) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Map(labels) },
    };

    public static JsonObject Pod(string name, JsonObject? spec = null, params (string Label, string Value)[] labels) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = Map(labels) },
        ["spec"] = spec ?? PodSpec(),
    };

    /// <summary>A Deployment whose pods are selected by <c>app: NAME</c>.</summary>
    public static JsonObject Deployment(string name, int replicas = 1, JsonObject? podSpec = null) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } },
                ["spec"] = podSpec ?? PodSpec(),
            },
        },
    };

    public static JsonObject PodSpec(
        string image = "docker.io/istio/proxyv2:1.28.6", JsonObject? podSecurity = null, JsonObject? containerSecurity = null)
    {
        JsonObject container = new() { ["name"] = "istio-proxy", ["image"] = image };
        if (containerSecurity is not null)
        {
            container["securityContext"] = containerSecurity;
        }

        JsonObject spec = new() { ["containers"] = new JsonArray(container) };
        if (podSecurity is not null)
        {
            spec["securityContext"] = podSecurity;
        }

        return spec;
    }

    /// <summary>The pod's securityContext of Istio's default template.</summary>
    public static JsonObject SysctlContext() => new()
    {
        ["sysctls"] = new JsonArray(new JsonObject { ["name"] = Sysctl, ["value"] = "0" }),
    };

    public static JsonObject Budget(string name, string app, JsonNode minAvailable) => new()
    {
        ["apiVersion"] = "policy/v1",
        ["kind"] = "PodDisruptionBudget",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["minAvailable"] = minAvailable,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = app } },
        },
    };

    public static JsonObject Quota(string name, params (string Resource, string Amount)[] hard) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ResourceQuota",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["hard"] = Map(hard) },
    };

    private static JsonObject Map((string Name, string Value)[] members) =>
        new(members.Select(member => KeyValuePair.Create(member.Name, (JsonNode?)member.Value)));
}
