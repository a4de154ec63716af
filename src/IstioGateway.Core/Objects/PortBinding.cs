namespace IstioGateway;

/// <summary>Whether a gateway's proxy can listen on ports below 1024.</summary>
public enum PortBinding
{
    /// <summary>It can.</summary>
    Yes,

    /// <summary>It cannot; ports from 1024 up work.</summary>
    No,

    /// <summary>It depends on how the node's container runtime is set up.</summary>
    DependsOnRuntime,

    /// <summary>The pod never starts there, so it listens on no port at all.</summary>
    PodDoesNotStart,
}
