namespace IstioGateway.Sandbox.Storage;

/// <summary>How much the store keeps.</summary>
internal sealed record StoreLimits
{
    /// <summary>Largest object in bytes; etcd's default request limit is 1.5 MiB.</summary>
    public int ObjectBytes { get; init; } = 1536 * 1024;

    /// <summary>Events kept per type for watches that resume.</summary>
    public int Events { get; init; } = 1024;

    /// <summary>List states kept per type for continue tokens.</summary>
    public int Snapshots { get; init; } = 32;
}
