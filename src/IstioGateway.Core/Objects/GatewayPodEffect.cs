namespace IstioGateway;

/// <summary>What a gateway's pod ends up with, and which ports that lets it listen on.</summary>
public sealed record GatewayPodEffect
{
    /// <summary>The pod's securityContext, JSON; empty when it has none.</summary>
    public required string PodSecurityContext { get; init; }

    /// <summary>The securityContext of container <c>istio-proxy</c>, JSON; empty when it has none.</summary>
    public required string ContainerSecurityContext { get; init; }

    /// <summary>Whether it can listen below 1024 on a kernel before 4.11.</summary>
    public required PortBinding OldKernel { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string OldKernelReason { get; init; }

    /// <summary>Whether it can listen below 1024 on a kernel from 4.11 on.</summary>
    public required PortBinding NewKernel { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string NewKernelReason { get; init; }

    /// <summary>Both verdicts.</summary>
    public override string ToString() => $"kernel < 4.11: {OldKernel}; kernel >= 4.11: {NewKernel}";
}
