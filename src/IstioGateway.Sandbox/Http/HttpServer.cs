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
    private readonly object _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<HttpConnection, Task> _connections = new();
    private readonly SemaphoreSlim _slots;
    private readonly HttpHandler _handler;
    private readonly HttpLimits _limits;
    private readonly ServerCertificate _certificate;
    private CancellationTokenSource _listening = new();
    private Task _accepting = Task.CompletedTask;

    private HttpServer(HttpHandler handler, HttpLimits limits, ServerCertificate certificate)
    {
        (_handler, _limits, _certificate) = (handler, limits, certificate);
        _slots = new SemaphoreSlim(limits.Connections);
    }

    /// <summary>The port.</summary>
    public int Port { get; private set; }

    /// <summary>Starts listening.</summary>
    public static HttpServer Start(HttpHandler handler, HttpLimits limits, ServerCertificate certificate)
    {
        HttpServer server = new(handler, limits, certificate);
        server.Listen();
        return server;
    }

    /// <summary>Goes down: resets every open connection and refuses new ones.</summary>
    public void GoDown()
    {
        lock (_gate)
        {
            _listening.Cancel();
        }

        AbortConnections();
    }

    /// <summary>Listens again, on the same port.</summary>
    public void ComeBack()
    {
        lock (_gate)
        {
            if (_listening.IsCancellationRequested && !_stop.IsCancellationRequested)
            {
                _listening = new CancellationTokenSource();
                Listen();
            }
        }
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
        Task accepting;
        lock (_gate)
        {
            _stop.Cancel();
            _listening.Cancel();
            accepting = _accepting;
        }

        await accepting;
        AbortConnections();
        await Task.WhenAll(_connections.Values);
        _slots.Dispose();
        _listening.Dispose();
        _stop.Dispose();
    }

    private void Listen()
    {
        TcpListener listener = new(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;

        // Not listening is what refuses, so the listener must go at once and not when its loop next looks.
        CancellationToken listening = _listening.Token;
        listening.Register(listener.Stop);
        _accepting = AcceptAsync(listener, _accepting, listening);
    }

    private async Task AcceptAsync(TcpListener listener, Task before, CancellationToken listening)
    {
        await before;
        while (!listening.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                await _slots.WaitAsync(listening);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                socket = await listener.AcceptSocketAsync(listening);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                _slots.Release();
                return;
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted, or we stop.
                _slots.Release();
                continue;
            }

            HttpConnection connection = new(socket, _handler, _limits, _certificate, _stop.Token);
            TaskCompletionSource registered = new();
            _connections[connection] = ServeAsync(connection, registered.Task);
            if (listening.IsCancellationRequested)
            {
                connection.Abort();
            }

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
