using System.Text.Json.Nodes;
using IstioGateway.Admission;
using IstioGateway.Clusters;
using IstioGateway.Injection;
using IstioGateway.Kernels;

namespace IstioGateway.Workloads;

/// <summary>Why a pod made now might not start, so that one that serves is not risked for it.</summary>
internal static class FreshPodRisk
{
    /// <summary>Judges what a dry run has shown.</summary>
    /// <param name="fresh">A pod made now; <see langword="null"/> where that cannot be told.</param>
    /// <param name="kind">Who makes it a gateway.</param>
    /// <param name="nodes">The nodes; <see langword="null"/> where they may not be read. Asked for only where they decide.</param>
    /// <returns>The risk and what to do about it; <see langword="null"/> for none that is known.</returns>
    public static async Task<(string Reason, string Advice)?> OfAsync(
        FreshPod? fresh, GatewayWorkloadKind kind, Func<Task<IReadOnlyList<JsonObject>?>> nodes)
    {
        switch (fresh)
        {
            case null:
                return (
                    "What a pod made now would be cannot be told, and this one serves.",
                    "See that a dry run of a pod is allowed (create pods), or take the risk with -Force.");
            case { Pod: null }:
                return ($"A pod made now is refused: {WorkloadTexts.Sentence(fresh.Refusal)}", "Mend what the API server names first.");
            case { IsInjected: false } when kind == GatewayWorkloadKind.Injected:
                return ("A pod made now is not injected.", "Test-GatewayInjection says why; mend that first.");
        }

        if (ProxySecurity.Of(fresh.Pod) is { User: 0, RunAsNonRoot: true })
        {
            return (
                "The proxy of a pod made now would run as user 0, and runAsNonRoot is true: kubelet refuses that.",
                "Take runAsNonRoot: true out of the Deployment, or use a template that leaves the proxy's user alone (-PrivilegedPort None).");
        }

        return fresh.HasSysctl ? OfSysctl(fresh.Pod, await nodes().ConfigureAwait(false)) : null;
    }

    private static (string Reason, string Advice)? OfSysctl(JsonObject pod, IReadOnlyList<JsonObject>? nodes)
    {
        const string Advice = "First set the template (New-GatewayTemplatePatch | Set-IstioGatewayTemplate), or keep the gateway off such nodes.";
        if (nodes is null)
        {
            return ("A pod made now carries the sysctl, and the nodes it may land on cannot be read.", Advice);
        }

        JsonObject? old = nodes.FirstOrDefault(node => NodePlacement.WhyNot(pod, node) is null
            && KernelRule.Decide(Record(node), KernelRule.DefaultMinimum).Requirement != TemplateRequirement.No);
        return old is null
            ? null
            : ($"A pod made now carries the sysctl, and may land on node {old.Text("metadata", "name")} "
                + $"(kernel {old.Text("status", "nodeInfo", "kernelVersion") ?? "unknown"}), where it would not start.", Advice);
    }

    private static NodeRecord Record(JsonObject node) => new()
    {
        Name = node.Text("metadata", "name") ?? "",
        KernelVersion = node.Text("status", "nodeInfo", "kernelVersion") ?? "",
        OperatingSystem = node.Text("status", "nodeInfo", "operatingSystem"),
    };
}
