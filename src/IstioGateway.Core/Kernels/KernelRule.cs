using IstioGateway.Clusters;

namespace IstioGateway.Kernels;

/// <summary>
/// Decides whether gateway pods on a node need the changed template: Istio's default sets the sysctl
/// <c>net.ipv4.ip_unprivileged_port_start</c>, which Linux has since 4.11 (torvalds/linux 4548b683b781).
/// </summary>
public static class KernelRule
{
    /// <summary>The first kernel that knows the sysctl.</summary>
    public static KernelVersion DefaultMinimum { get; } = KernelVersion.Parse("4.11");

    /// <summary>Decides for one node, with the reason as a sentence.</summary>
    /// <remarks>
    /// A release candidate of the minimum (<c>4.11.0-rc1</c>) counts as older than it. The early candidates may lack the sysctl,
    /// and to change the template for a node that would not have needed it costs less than a gateway that never starts.
    /// </remarks>
    /// <param name="node">The node as reported.</param>
    /// <param name="minimum">The first kernel that needs nothing, normally <see cref="DefaultMinimum"/>.</param>
    public static KernelDecision Decide(NodeRecord node, KernelVersion minimum)
    {
        bool readable = KernelVersion.TryParse(node.KernelVersion, out KernelVersion? kernel);
        if (IsWindows(node))
        {
            return new(kernel, TemplateRequirement.No, "It is a Windows node; no gateway pod runs there.");
        }

        if (!readable)
        {
            return new(null, TemplateRequirement.Unknown, string.IsNullOrWhiteSpace(node.KernelVersion)
                ? "The node reports no kernel version."
                : $"The kernel version '{node.KernelVersion}' cannot be read.");
        }

        if (kernel! >= minimum)
        {
            return new(kernel, TemplateRequirement.No, $"Kernel {kernel} is {minimum} or newer.");
        }

        return new(kernel, TemplateRequirement.Yes, kernel!.IsReleaseCandidate && IsCandidateOf(kernel, minimum)
            ? $"Kernel {kernel} is a release candidate and so older than {minimum}."
            : $"Kernel {kernel} is older than {minimum}.");
    }

    private static bool IsCandidateOf(KernelVersion kernel, KernelVersion minimum) =>
        kernel.Major == minimum.Major && kernel.Minor == minimum.Minor;

    /// <summary>Whether it is a Windows node, on which no gateway pod runs.</summary>
    internal static bool IsWindows(NodeRecord node) => string.IsNullOrEmpty(node.OperatingSystem)
        ? node.OSImage?.StartsWith("Windows", StringComparison.OrdinalIgnoreCase) == true
        : string.Equals(node.OperatingSystem, "windows", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What <see cref="KernelRule"/> decided.</summary>
/// <param name="Kernel">The version that was read; <see langword="null"/> when it could not be.</param>
/// <param name="Requirement">Whether the node needs the changed template.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record KernelDecision(KernelVersion? Kernel, TemplateRequirement Requirement, string Reason);
