using System.Net;
using System.Net.Sockets;

namespace IstioGateway.Benchmarks.Servers;

/// <summary>Stands between a client and a server and counts the bytes of both directions, headers included. Not for timing.</summary>
internal sealed class ByteCounter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private long _sent;
    private long _received;

    public ByteCounter(string server)
    {
        Uri address = new(server);
        _server = new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
        _listener.Start();
        _accepting = AcceptAsync(_stopping.Token);
    }

    /// <summary>Where clients connect.</summary>
    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Bytes from clients to the server.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Bytes from the server to clients.</summary>
    public long Received => Interlocked.Read(ref _received);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(cancellationToken);
                connections.Add(RelayAsync(client, cancellationToken));
            }
        }
        catch (OperationCanceledException)
        {
            // The counter is closed.
        }

        await Task.WhenAll(connections);
    }

    private async Task RelayAsync(Socket client, CancellationToken cancellationToken)
    {
        using (client)
        using (Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true })
        {
            client.NoDelay = true;
            await server.ConnectAsync(_server, cancellationToken);
            await Task.WhenAll(
                CopyAsync(client, server, count => Interlocked.Add(ref _sent, count), cancellationToken),
                CopyAsync(server, client, count => Interlocked.Add(ref _received, count), cancellationToken));
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, Action<int> count, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                count(read);
                await to.SendAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // One side went away, or the counter is closed.
        }
    }
}
