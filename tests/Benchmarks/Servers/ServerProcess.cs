using System.Diagnostics;
using IstioGateway.Benchmarks.Processes;

namespace IstioGateway.Benchmarks.Servers;

/// <summary>A server in a process of its own. It ends when its standard input does, also when this process dies.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Process _process;

    private ServerProcess(Process process, string answer) => (_process, Answer) = (process, answer);

    /// <summary>The line it printed when it was ready.</summary>
    public string Answer { get; }

    /// <summary>Starts a server and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments)
    {
        Process process = Process.Start(Self.Start(arguments))!;
        string? answer = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (answer is null)
        {
            string errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            process.Dispose();
            throw new InvalidOperationException("The server did not start: " + errors);
        }

        return new ServerProcess(process, answer);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource patience = new(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
