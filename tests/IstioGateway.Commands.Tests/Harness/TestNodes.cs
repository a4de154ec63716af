using System.Text.Json.Nodes;

namespace IstioGateway.Commands.Tests.Harness;

/// <summary>Nodes as kubelets report them.</summary>
internal static class TestNodes
{
    public static JsonObject Make(string name, string kernel) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name } },
        ["spec"] = new JsonObject(),
        ["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = "True",
                ["reason"] = "KubeletReady",
                ["lastHeartbeatTime"] = "2026-11-01T00:00:00Z",
                ["lastTransitionTime"] = "2026-11-01T00:00:00Z",
            }),
            ["nodeInfo"] = new JsonObject
            {
                ["architecture"] = "amd64",
                ["bootID"] = "b",
                ["containerRuntimeVersion"] = "containerd://1.6.33",
                ["kernelVersion"] = kernel,
                ["kubeProxyVersion"] = "",
                ["kubeletVersion"] = "v1.28.15",
                ["machineID"] = "m",
                ["operatingSystem"] = "linux",
                ["osImage"] = "CentOS Linux 7 (Core)",
                ["systemUUID"] = "s",
            },
        },
    };
}
