using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;

namespace IstioGateway.Kubernetes.Credentials;

/// <summary>
/// Runs a plugin once. It is killed, with everything it started, when the caller leaves or its time is up. What it writes to
/// standard error is quoted when it fails, for that is where it says what is missing; its standard output, which is the
/// credential, never is.
/// </summary>
internal static class ExecProcess
{
    /// <summary>client-go waits for ever; a plugin that asks a browser in vain would hold a runbook for ever too.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private const string Instead = "Where no program may be started, as in an Azure Automation sandbox, sign in without it:"
        + " Connect-IstioCluster -KubeconfigContent -ManagedIdentity, or -Server -Token.";

    private const int MaximumCharacters = 1024 * 1024;

    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Credential"/>.</exception>
    public static async Task<string> RunAsync(ExecPlugin plugin, TimeProvider clock, CancellationToken cancellationToken)
    {
        using Process process = Start(plugin);
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            process.StandardInput.Close();
            Task<string> output = ReadAsync(process.StandardOutput, either.Token);
            Task<string> errors = ReadAsync(process.StandardError, either.Token);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(either.Token));
            return process.ExitCode == 0
                ? await output
                : throw Error(plugin, $"failed with exit code {process.ExitCode}{Words(await errors)}");
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Error(plugin, $"did not finish within {Timeout.TotalSeconds:0} s. Does it wait for a sign-in?");
        }
        catch (IOException e)
        {
            throw Error(plugin, $"cannot be talked to: {e.Message}", e);
        }
        finally
        {
            Kill(process);
        }
    }

    private static Process Start(ExecPlugin plugin)
    {
        var start = new ProcessStartInfo
        {
            FileName = plugin.Command,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string argument in plugin.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in plugin.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = plugin.ExecInfo();
        try
        {
            return Process.Start(start) ?? throw Error(plugin, "could not be started");
        }
        catch (Win32Exception e) when (e.NativeErrorCode == FileNotFound)
        {
            string hint = plugin.InstallHint is null ? "Install it." : plugin.InstallHint.Trim();
            throw Error(plugin, $"was not found. {hint} {Instead}", e);
        }
        catch (Exception e) when (e is Win32Exception or PlatformNotSupportedException or InvalidOperationException)
        {
            throw Error(
                plugin,
                $"could not be started ({e.Message}). {Instead}",
                e);
        }
    }

    /// <summary>ENOENT, and Windows' ERROR_FILE_NOT_FOUND, have the same number.</summary>
    private const int FileNotFound = 2;

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        char[] buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            // The rest is read, lest the plugin blocks, and dropped.
            if (text.Length < MaximumCharacters)
            {
                text.Append(buffer, 0, count);
            }
        }

        return text.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself in between, or a child of it is not ours to end.
        }
    }

    private static string Words(string errors)
    {
        string line = ResponseText.OneLine(Encoding.UTF8.GetBytes(errors));
        return line.Length == 0 ? "." : $": {line}";
    }

    private static ClusterException Error(ExecPlugin plugin, string what, Exception? cause = null) =>
        new(ClusterErrorKind.Credential, $"The credential plugin '{plugin.Command}' {what}", cause);
}
