namespace IstioGateway.Publishing;

/// <summary>A Deployment's pods did not become available.</summary>
internal sealed class DeploymentNotReadyException(NotReadyCause cause, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Why the wait ended.</summary>
    public NotReadyCause Cause { get; } = cause;

    /// <summary>The pods that are not Ready, as they were last seen.</summary>
    public PodsLook? Look { get; init; }

    /// <summary>Its pods as Get-GatewayWorkload judges them; none where that could not be told.</summary>
    public IReadOnlyList<GatewayWorkloadStatus> Pods { get; init; } = [];
}

/// <summary>Why a wait ended without success.</summary>
internal enum NotReadyCause
{
    /// <summary>Time ran out.</summary>
    Timeout,

    /// <summary>The controller gave it up: <c>progressDeadlineSeconds</c>.</summary>
    Overdue,

    /// <summary>A pod sets the sysctl on a node whose kernel does not know it.</summary>
    SysctlUnknown,

    /// <summary>A pod was not injected.</summary>
    NotInjected,

    /// <summary>The Deployment was deleted.</summary>
    Gone,
}
