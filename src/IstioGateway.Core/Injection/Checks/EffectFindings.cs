using System.Text.Json.Nodes;
using IstioGateway.Templates;

namespace IstioGateway.Injection;

/// <summary>Findings that say what a gateway's pod ends up with, in pod terms.</summary>
internal static class EffectFindings
{
    /// <summary>The effect on the usual gateway.</summary>
    public static IEnumerable<TemplateFinding> Of(GatewayPodEffect? effect)
    {
        if (effect is null)
        {
            yield break;
        }

        yield return Information(
            FindingIds.PodSecurity,
            $"The gateway's pod gets the securityContext {Shown(effect.PodSecurityContext)}, its container istio-proxy {Shown(effect.ContainerSecurityContext)}.");
        yield return Information(FindingIds.OldKernelPorts, $"On a kernel before 4.11 {Verdict(effect.OldKernel)}: {effect.OldKernelReason}.");
        yield return Information(FindingIds.NewKernelPorts, $"On a kernel from 4.11 on {Verdict(effect.NewKernel)}: {effect.NewKernelReason}.");
    }

    /// <summary>What kubelet or an admission policy makes of a pod's user.</summary>
    public static IEnumerable<TemplateFinding> OfRefusal(JsonObject pod)
    {
        if (ProxySecurity.Of(pod) is not { User: 0 } security)
        {
            yield break;
        }

        yield return security.RunAsNonRoot
            ? TemplateLint.Finding(
                FindingIds.RunAsNonRoot,
                FindingSeverity.Warning,
                null,
                null,
                "The proxy runs as user 0, and a Deployment that sets runAsNonRoot: true wins over the template: "
                    + "its pod will be refused (container's runAsUser breaks non-root policy).",
                "Remove runAsNonRoot from the container istio-proxy of such Deployments, or set it to false there.")
            : Information(
                FindingIds.RunsAsRoot,
                "The proxy runs as user 0: a namespace that enforces the restricted Pod Security Standard refuses the pod.");
    }

    private static string Verdict(PortBinding binding) => binding switch
    {
        PortBinding.Yes => "it can listen on ports below 1024",
        PortBinding.No => "it cannot listen on ports below 1024",
        PortBinding.DependsOnRuntime => "it depends on the container runtime whether it can listen on ports below 1024",
        _ => "the pod never starts",
    };

    private static string Shown(string context) => context.Length == 0 ? "(none)" : context;

    private static TemplateFinding Information(string id, string message) =>
        TemplateLint.Finding(id, FindingSeverity.Information, null, null, message);
}
