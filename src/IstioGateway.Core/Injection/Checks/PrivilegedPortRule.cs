using System.Globalization;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// Which ports a gateway's pod can listen on. The kernel lets a process bind below
/// <c>net.ipv4.ip_unprivileged_port_start</c> (1024 unless set; before 4.11 there is no such sysctl) only with
/// <c>CAP_NET_BIND_SERVICE</c>; container runtimes give capabilities to user 0 alone, since they set no ambient ones
/// (containerd 2.3.4, internal/cri/server/container_create.go:873-878; CRI-O, container.go:641-645).
/// </summary>
public static class PrivilegedPortRule
{
    private const int FirstUnprivilegedPort = 1024;
    private const string Capability = "NET_BIND_SERVICE";

    private const string WhatWorks =
        "let the Service map 80 and 443 to 8080 and 8443, or run the proxy as root with -PrivilegedPort Root";

    /// <summary>Judges a pod; <see langword="null"/> where it has no container <c>istio-proxy</c>.</summary>
    /// <param name="pod">The pod as the API server gets it.</param>
    public static GatewayPodEffect? Judge(JsonObject pod)
    {
        if (ProxySecurity.Of(pod) is not { } security)
        {
            return null;
        }

        (PortBinding binding, string reason) = WithoutSysctl(security);
        (PortBinding oldKernel, string whyOld) = security.PortStart is null
            ? (binding, reason)
            : (PortBinding.PodDoesNotStart, $"kernels before 4.11 have no sysctl {Templates.SysctlRemoval.Name}, so the pod's sandbox cannot be made");
        (PortBinding newKernel, string whyNew) = OnNewKernel(security, binding, reason);
        return new GatewayPodEffect
        {
            PodSecurityContext = security.Pod?.ToJsonString(Json.Plain) ?? "",
            ContainerSecurityContext = security.Proxy?.ToJsonString(Json.Plain) ?? "",
            OldKernel = oldKernel,
            OldKernelReason = whyOld,
            NewKernel = newKernel,
            NewKernelReason = whyNew,
        };
    }

    private static (PortBinding Binding, string Reason) OnNewKernel(ProxySecurity security, PortBinding binding, string reason)
    {
        if (binding is PortBinding.PodDoesNotStart or PortBinding.Yes)
        {
            return (binding, reason);
        }

        if (security.PortStart is not { } start)
        {
            return (PortBinding.DependsOnRuntime,
                "no sysctl opens ports below 1024; containerd from 2.0 on does so by itself (enable_unprivileged_ports), containerd 1.x does not");
        }

        return !int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            ? (PortBinding.PodDoesNotStart, $"the sysctl's value '{start}' is no port, so the pod's sandbox cannot be made")
            : first < FirstUnprivilegedPort
                ? (PortBinding.Yes, $"the sysctl opens ports from {first} up to every user")
                : (binding, reason);
    }

    /// <summary>What capabilities and user alone allow.</summary>
    private static (PortBinding Binding, string Reason) WithoutSysctl(ProxySecurity security)
    {
        if (security.User == 0 && security.RunAsNonRoot)
        {
            return (PortBinding.PodDoesNotStart,
                "the proxy would run as user 0 and runAsNonRoot is true: kubelet refuses it (container's runAsUser breaks non-root policy)");
        }

        bool asked = security.Added.Contains(Capability, StringComparer.Ordinal);
        bool prefixed = security.Added.Contains($"CAP_{Capability}", StringComparer.Ordinal);
        if (security.User != 0)
        {
            string useless = asked || prefixed ? $", and {Capability} is of no use to it, since runtimes grant no ambient capabilities" : "";
            return (PortBinding.No, $"the proxy runs as user {security.User}{useless}; {WhatWorks}");
        }

        if (security.Privileged || asked || security.Added.Contains("ALL", StringComparer.Ordinal))
        {
            return (PortBinding.Yes, $"the proxy runs as user 0 with {(security.Privileged ? "every capability" : Capability)}");
        }

        string? dropped = security.Dropped.FirstOrDefault(name => name is "ALL" or Capability);
        return dropped is null
            ? (PortBinding.Yes, $"the proxy runs as user 0, and {Capability} is one of the capabilities that runtimes grant by default")
            : prefixed
                ? (PortBinding.No, $"containerd ignores CAP_{Capability}; written without CAP_ it would count")
                : (PortBinding.No, $"the proxy runs as user 0 but drops {dropped} and does not add {Capability}");
    }
}
