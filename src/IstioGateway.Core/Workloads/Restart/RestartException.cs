namespace IstioGateway.Workloads;

/// <summary>A pod was not recreated. No further pod of its workload is to be touched.</summary>
public sealed class RestartException : Exception
{
    internal RestartException(RestartError error, GatewayRestart restart, string message, Exception? innerException = null)
        : base(message, innerException) => (Error, Restart) = (error, restart);

    /// <summary>What went wrong.</summary>
    public RestartError Error { get; }

    /// <summary>How far it came.</summary>
    public GatewayRestart Restart { get; }
}

/// <summary>What kept a pod from being recreated.</summary>
public enum RestartError
{
    /// <summary>Its disruption budget did not let it go; it is there as before.</summary>
    Blocked,

    /// <summary>It was evicted, and what was made in its place cannot start.</summary>
    ReplacementFailed,

    /// <summary>It was evicted, and nothing in its place was Ready in time.</summary>
    NotReadyInTime,

    /// <summary>It was evicted, and what was made in its place cannot be read.</summary>
    ReplacementUnseen,

    /// <summary>The server did not answer the request to evict it in time; it may be there as before.</summary>
    NoAnswer,
}
