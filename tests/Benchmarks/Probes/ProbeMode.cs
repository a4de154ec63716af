using System.Diagnostics;
using System.Text.Json;

namespace IstioGateway.Benchmarks.Probes;

/// <summary>Measures one thing in a fresh process and prints it as one line of JSON.</summary>
internal static class ProbeMode
{
    public const string Name = "probe";

    public static async Task<int> RunAsync(string[] arguments, long started, CancellationToken cancellationToken)
    {
        ProbeResult result = arguments[0] switch
        {
            EngineProbe.Name => await EngineProbe.RunAsync(arguments.ElementAtOrDefault(1), started, cancellationToken),
            ScriptProbe.Name => await ScriptProbe.RunAsync(arguments[1], arguments[2], cancellationToken),
            InjectionProbe.Name => await InjectionProbe.RunAsync(cancellationToken),
            ClientProbe.Name => await ClientProbe.RunAsync(arguments[1], arguments[2], cancellationToken),
            _ => throw new ArgumentException($"There is no probe {arguments[0]}."),
        };
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result).AsMemory(), cancellationToken);
        return 0;
    }

    /// <summary>Runs a probe in a process of its own.</summary>
    public static async Task<ProbeResult> InNewProcessAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using Process process = Process.Start(Processes.Self.Start([Name, .. arguments]))!;
        try
        {
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? JsonSerializer.Deserialize<ProbeResult>(output)!
                : throw new InvalidOperationException($"The probe {string.Join(' ', arguments)} failed: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
