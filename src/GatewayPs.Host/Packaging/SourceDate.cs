using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace GatewayPs.Host.Packaging;

/// <summary>When the sources were made: the time that everything in a package bears, so that it is the same in every build of them.</summary>
internal static class SourceDate
{
    private const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary>
    /// What <c>SOURCE_DATE_EPOCH</c> says (seconds since 1970, see reproducible-builds.org), else the time of the commit that is
    /// checked out.
    /// </summary>
    /// <exception cref="PackagingException">Neither can be had.</exception>
    public static async Task<DateTimeOffset> FindAsync(string root, CancellationToken cancellationToken)
    {
        string? text = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(text))
        {
            text = await CommitAsync(root, cancellationToken).ConfigureAwait(false);
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 1L << 32
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new PackagingException($"'{text}' is no number of seconds since 1970; see {Variable}.");
    }

    private static async Task<string> CommitAsync(string root, CancellationToken cancellationToken)
    {
        ProcessStartInfo git = new("git")
        {
            ArgumentList = { "-C", root, "log", "-1", "--format=%ct" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(git)!;
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0 ? output.Trim() : throw Unknown();
        }
        catch (Win32Exception)
        {
            throw Unknown();
        }

        static PackagingException Unknown() => new(
            $"git does not say when the commit was made. Without a clone, set {Variable} to a number of seconds since 1970.");
    }
}
