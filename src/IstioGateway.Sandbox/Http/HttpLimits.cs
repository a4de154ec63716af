namespace IstioGateway.Sandbox.Http;

/// <summary>What the server refuses, so that nothing a client sends is held without bound.</summary>
internal sealed record HttpLimits
{
    /// <summary>Longest request line and header fields together, in bytes (Go's default is 1 MiB; ours is enough for any token).</summary>
    public int HeadBytes { get; init; } = 256 * 1024;

    /// <summary>Largest body that is kept, in bytes; the API server's own limit for JSON bodies is 3 MiB.</summary>
    public int BodyBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>Largest body that is read and thrown away so that the client gets its answer, in bytes.</summary>
    public long DrainedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Connections open at the same time; more wait in the listener's backlog.</summary>
    public int Connections { get; init; } = 512;
}
