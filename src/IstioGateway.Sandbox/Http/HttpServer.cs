using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace IstioGateway.Sandbox.Http;

/// <summary>Answers one request.</summary>
internal delegate Task HttpHandler(HttpRequest request, HttpResponse response, CancellationToken cancellationToken);

/// <summary>
/// A small HTTP/1.1 server on a free loopback port, plain and TLS on the same port. Kestrel is not part of the framework that
/// PowerShell hosts, and HttpListener can neither cut a connection in the middle of a body nor speak TLS everywhere.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<HttpConnection, Task> _connections = new();
    private readonly SemaphoreSlim _slots;
    private readonly HttpHandler _handler;
    private readonly HttpLimits _limits;
    private readonly ServerCertificate _certificate;
    private Task _accepting = Task.CompletedTask;

    private HttpServer(HttpHandler handler, HttpLimits limits, ServerCertificate certificate)
    {
        (_handler, _limits, _certificate) = (handler, limits, certificate);
        _slots = new SemaphoreSlim(limits.Connections);
    }

    /// <summary>The port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Starts listening.</summary>
    public static HttpServer Start(HttpHandler handler, HttpLimits limits, ServerCertificate certificate)
    {
        HttpServer server = new(handler, limits, certificate);
        server._listener.Start();
        server._accepting = server.AcceptAsync();
        return server;
    }

    /// <summary>Resets every open connection; new ones are accepted as before.</summary>
    public void AbortConnections()
    {
        foreach (HttpConnection connection in _connections.Keys)
        {
            connection.Abort();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        AbortConnections();
        await Task.WhenAll(_connections.Values);
        _slots.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                await _slots.WaitAsync(_stop.Token);
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
                _slots.Release();
                continue;
            }

            HttpConnection connection = new(socket, _handler, _limits, _certificate, _stop.Token);
            TaskCompletionSource registered = new();
            _connections[connection] = ServeAsync(connection, registered.Task);
            registered.SetResult();
        }
    }

    private async Task ServeAsync(HttpConnection connection, Task registered)
    {
        await registered;
        await connection.RunAsync();
        _slots.Release();
        _connections.TryRemove(connection, out _);
    }
}
