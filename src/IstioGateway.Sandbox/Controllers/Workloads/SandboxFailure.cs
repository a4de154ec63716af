using System.Globalization;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Sandbox.Controllers.Workloads;

/// <summary>Why a pod's sandbox cannot be made on a node: the sysctl that kernels before 4.11 do not have.</summary>
internal static class SandboxFailure
{
    private const string Head =
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI "
        + "runtime create failed: runc create failed: unable to start container process: error during container init: ";

    private const string File = "/proc/sys/net/ipv4/ip_unprivileged_port_start";

    /// <summary>
    /// The event that kubelet writes, in the words of containerd and runc (istio/istio#49549); <see langword="null"/> when the sandbox can
    /// be made.
    /// </summary>
    public static string? Of(JsonObject pod, NodeInfo node)
    {
        JsonObject? sysctl = (pod.At("spec", "securityContext", "sysctls") as JsonArray)?.OfType<JsonObject>()
            .LastOrDefault(item => item.Text("name") == SysctlRemoval.Name);
        if (sysctl is null)
        {
            return null;
        }

        if (node.HasOldKernel)
        {
            return $"{Head}open {File}: no such file or directory: unknown";
        }

        return ushort.TryParse(sysctl.Text("value"), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"{Head}write {File}: invalid argument: unknown";
    }
}
