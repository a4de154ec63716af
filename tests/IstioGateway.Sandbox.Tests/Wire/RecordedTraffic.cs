namespace IstioGateway.Sandbox.Tests.Wire;

/// <summary>Where the recorded traffic is, asked outside of a test, where nothing can be skipped.</summary>
internal static class RecordedTraffic
{
    public static string Folder { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("GATEWAYPS_SHARED") ?? Path.Combine(Testing.SharedFiles.RepositoryRoot, "..", "shared"), "wire");

    /// <summary>Data of the theory: one row per file; none where the traffic is absent.</summary>
    public static TheoryData<string> Files() => Directory.Exists(Folder) ? [.. WireExchange.Files()] : [];
}
