using System.Collections.ObjectModel;

namespace IstioGateway.Clusters;

/// <summary>Which nodes to list, and how.</summary>
public sealed record NodeQuery
{
    /// <summary>Label selector for the server.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>One exact node name for the server; <see langword="null"/> for all.</summary>
    public string? Name { get; init; }

    /// <summary>Rows per page.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Whether the nodes' labels are wanted too; without, they are not even sent.</summary>
    public bool Labels { get; init; }

    /// <summary>Ask for the newest state instead of the API server's watch cache.</summary>
    public bool Consistent { get; init; }
}

/// <summary>What a cluster (or a file made by <c>kubectl get nodes -o json</c>) says of one node, uninterpreted.</summary>
public sealed record NodeRecord
{
    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Kernel version as reported in <c>status.nodeInfo.kernelVersion</c>; empty when not reported.</summary>
    public string KernelVersion { get; init; } = "";

    /// <summary>OS image, such as <c>CentOS Linux 7 (Core)</c>.</summary>
    public string? OSImage { get; init; }

    /// <summary><c>linux</c> or <c>windows</c>; <see langword="null"/> when the answer does not tell.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary><c>amd64</c>, <c>arm64</c>, ...; <see langword="null"/> when the answer does not tell.</summary>
    public string? Architecture { get; init; }

    /// <summary>Roles as kubectl shows them: <c>control-plane</c>, <c>worker</c>; empty for none.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Status as kubectl shows it: <c>Ready</c>, <c>NotReady</c>, <c>Ready,SchedulingDisabled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Kubelet version.</summary>
    public string? KubeletVersion { get; init; }

    /// <summary>Labels; empty unless <see cref="NodeQuery.Labels"/> asked for them.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Container runtime and version, such as <c>containerd://1.6.33</c>.</summary>
    public string? ContainerRuntime { get; init; }
}
