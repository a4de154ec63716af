using System.Diagnostics;
using System.Globalization;

namespace AutomationSandbox;

/// <summary>The most memory that this process had in use.</summary>
internal static class PeakMemory
{
    /// <summary>Reads it, in bytes: what the kernel calls the high water mark, where it does.</summary>
    public static long Read()
    {
        const string Status = "/proc/self/status";
        const string Key = "VmHWM:";
        if (File.Exists(Status))
        {
            string line = File.ReadLines(Status).Single(text => text.StartsWith(Key, StringComparison.Ordinal));
            return long.Parse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
        }

        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
