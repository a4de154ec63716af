using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AutomationSandbox;

/// <summary>
/// Takes from this process the ability to start programs, for good: a seccomp filter on all its threads lets the kernel refuse
/// <c>execve</c> and <c>execveat</c> with EPERM. Unlike a limit on the number of processes it holds for root too, and no code in the process
/// can get around it or take it back. Only Linux has it; elsewhere nothing is enforced, and the report says so.
/// </summary>
internal static class ProcessBan
{
    /// <summary>What the report says where nothing is enforced.</summary>
    private const string NotEnforced = "not enforced on this system";

    private const int NoNewPrivileges = 38;
    private const uint SetModeFilter = 1;
    private const uint AllThreads = 1;
    private const uint Allow = 0x7fff0000;
    private const uint Refuse = 0x00050000 | 1;
    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    /// <summary>Imposes the ban, tries to start a program, and says what became of that.</summary>
    public static string Impose()
    {
        (uint architecture, uint execve, uint execveat, long seccomp) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (0xC000003Eu, 59u, 322u, 317L),
            Architecture.Arm64 => (0xC00000B7u, 221u, 281u, 277L),
            _ => default,
        };
        if (!OperatingSystem.IsLinux() || architecture == 0)
        {
            return NotEnforced;
        }

        // The number of the call is at 0 of what the filter sees, the architecture at 4.
        Instruction[] filter =
        [
            new(Load, 0, 0, 4),
            new(JumpIfEqual, 1, 0, architecture),
            new(Return, 0, 0, Refuse),
            new(Load, 0, 0, 0),
            new(JumpIfEqual, 1, 0, execve),
            new(JumpIfEqual, 0, 1, execveat),
            new(Return, 0, 0, Refuse),
            new(Return, 0, 0, Allow),
        ];
        GCHandle pinned = GCHandle.Alloc(filter, GCHandleType.Pinned);
        try
        {
            FilterProgram program = new() { Length = (ushort)filter.Length, Instructions = pinned.AddrOfPinnedObject() };
            if (Prctl(NoNewPrivileges, 1, 0, 0, 0) != 0 || SystemCall(seccomp, SetModeFilter, AllThreads, ref program) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError(), "The filter could not be set.");
            }
        }
        finally
        {
            pinned.Free();
        }

        try
        {
            using Process? started = Process.Start("/bin/sh", ["-c", "exit 0"]);
            return "started";
        }
        catch (Win32Exception refused)
        {
            return $"refused ({refused.NativeErrorCode})";
        }
    }

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static extern int Prctl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern long SystemCall(long number, nuint operation, nuint flags, ref FilterProgram program);

    /// <summary>Linux' <c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint operand)
    {
        private readonly ushort _code = code;
        private readonly byte _ifTrue = ifTrue;
        private readonly byte _ifFalse = ifFalse;
        private readonly uint _operand = operand;
    }

    /// <summary>Linux' <c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public nint Instructions;
    }
}
