using IstioGateway.Clusters;
using IstioGateway.Kernels;

namespace IstioGateway;

/// <summary>One node, its kernel, and whether gateway pods there need the changed template.</summary>
public sealed class NodeKernel
{
    /// <summary>The node's cluster; <see langword="null"/> when read from a file.</summary>
    public IstioCluster? Cluster { get; init; }

    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Kernel version as reported; empty when not reported.</summary>
    public required string KernelVersion { get; init; }

    /// <summary>The same, comparable; <see langword="null"/> when it cannot be read.</summary>
    public KernelVersion? Kernel { get; init; }

    /// <summary>Whether gateway pods on this node need the changed template.</summary>
    public required TemplateRequirement RequiresTemplate { get; init; }

    /// <summary>Why, as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>OS image, such as <c>CentOS Linux 7 (Core)</c>.</summary>
    public string? OSImage { get; init; }

    /// <summary><c>linux</c> or <c>windows</c>, where known.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary><c>amd64</c>, <c>arm64</c>, ..., where known.</summary>
    public string? Architecture { get; init; }

    /// <summary>Roles as kubectl shows them; empty for none.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Status as kubectl shows it, such as <c>Ready,SchedulingDisabled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Kubelet version.</summary>
    public string? KubeletVersion { get; init; }

    /// <summary>Container runtime and version.</summary>
    public string? ContainerRuntime { get; init; }

    /// <summary>Judges a node by <see cref="KernelRule"/>.</summary>
    /// <param name="node">The node as reported.</param>
    /// <param name="minimum">The first kernel that needs nothing.</param>
    /// <param name="cluster">The node's cluster, if any.</param>
    public static NodeKernel From(NodeRecord node, KernelVersion minimum, IstioCluster? cluster)
    {
        KernelDecision decision = KernelRule.Decide(node, minimum);
        return new NodeKernel
        {
            Cluster = cluster,
            Name = node.Name,
            KernelVersion = node.KernelVersion,
            Kernel = decision.Kernel,
            RequiresTemplate = decision.Requirement,
            Reason = decision.Reason,
            OSImage = node.OSImage,
            OperatingSystem = node.OperatingSystem,
            Architecture = node.Architecture,
            Roles = node.Roles,
            Status = node.Status,
            KubeletVersion = node.KubeletVersion,
            ContainerRuntime = node.ContainerRuntime,
        };
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
