using System.Diagnostics;

namespace IstioGateway.Benchmarks.Processes;

/// <summary>Whether other processes live.</summary>
internal static class ProcessState
{
    /// <summary>Whether a process runs. One that has ended and that nobody has asked about yet does not.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            if (Directory.Exists("/proc/self"))
            {
                // "1234 (name) S ...": Z is a process that has ended; its new parent takes its time to notice.
                string stat = File.ReadAllText($"/proc/{pid}/stat");
                return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
            }

            using Process process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (Exception gone) when (gone is IOException or ArgumentException)
        {
            return false;
        }
    }
}
