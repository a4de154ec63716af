namespace IstioGateway.Templates;

/// <summary>
/// The small template that a gateway pod selects beside the default one (<c>inject.istio.io/templates: gateway,NAME</c>).
/// istiod applies templates in order and the later one wins, so this takes the sysctl out without copying the default, which
/// then keeps following the Istio version.
/// </summary>
public static class OverlayTemplate
{
    private const string NoSysctls = "spec:\n  securityContext:\n    sysctls: []";

    private const string ProxyAsRoot =
        "\n  containers:\n  - name: istio-proxy\n    securityContext:\n      runAsUser: 0\n      runAsGroup: 1337\n      runAsNonRoot: false"
        + "\n      capabilities:\n        drop:\n        - ALL\n        add:\n        - NET_BIND_SERVICE";

    /// <summary>Makes the template: LF line ends, no newline at the end.</summary>
    /// <remarks>
    /// For <see cref="PrivilegedPort.Documented"/> it is the same text as for <see cref="PrivilegedPort.None"/>, with a finding:
    /// the document's capability line has no effect, and nobody's existing text has to be matched here.
    /// </remarks>
    /// <param name="privilegedPort">How to deal with ports below 1024.</param>
    public static SysctlTransformResult For(PrivilegedPort privilegedPort)
    {
        string text = privilegedPort == PrivilegedPort.Root ? NoSysctls + ProxyAsRoot : NoSysctls;
        List<string> changes = ["'sysctls: []' replaces the sysctls of the templates that a pod selects before this one."];
        if (privilegedPort == PrivilegedPort.Root)
        {
            changes.Add(RootProxy.Change);
        }

        return new SysctlTransformResult
        {
            Text = text,
            Changes = changes,
            AlreadyApplied = false,
            Findings = privilegedPort == PrivilegedPort.Documented
                ? [TemplateLint.Finding(
                    FindingIds.PodCapabilities,
                    FindingSeverity.Warning,
                    null,
                    null,
                    "The document's capability line has no effect and is left out, so the gateway cannot listen on ports below 1024.",
                    PodCapabilities.WhatWorks)]
                : [],
        };
    }

    /// <summary>The annotation with which a gateway pod selects the default template and then the overlay.</summary>
    /// <param name="templateName">The overlay's name.</param>
    public static string AnnotationFor(string templateName) => $"inject.istio.io/templates: gateway,{templateName}";
}
