using System.Diagnostics;

namespace IstioGateway.Benchmarks.Probes;

/// <summary>Resident memory of this process.</summary>
internal static class Memory
{
    /// <summary>As it is now, in bytes.</summary>
    public static long Now()
    {
        using Process self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    /// <summary>The highest it has been (on Linux VmHWM), in bytes.</summary>
    public static long Peak()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
