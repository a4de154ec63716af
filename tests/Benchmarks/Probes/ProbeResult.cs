namespace IstioGateway.Benchmarks.Probes;

/// <summary>What a fresh process has measured.</summary>
internal sealed record ProbeResult
{
    /// <summary>The thing itself, the first time, in milliseconds.</summary>
    public double First { get; init; }

    /// <summary>The same again, in the same process, in milliseconds; 0 where it was not done again.</summary>
    public double Again { get; init; }

    /// <summary>The first time with what was made ready for it, in milliseconds; 0 where nothing was.</summary>
    public double FirstWithInputs { get; init; }

    /// <summary>The same again, in milliseconds.</summary>
    public double AgainWithInputs { get; init; }

    /// <summary>Resident memory before it, in bytes.</summary>
    public long MemoryBefore { get; init; }

    /// <summary>Highest resident memory of the process after it was done the first time, in bytes.</summary>
    public long PeakAfter { get; init; }

    /// <summary>What it cost at its highest above what was there before, in megabytes of 10^6 bytes.</summary>
    public double PeakMegabytes => (PeakAfter - MemoryBefore) / 1e6;
}
