using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IstioGateway.Kubernetes.Tests.Servers;

/// <summary>
/// An HTTP proxy on loopback that opens tunnels (CONNECT), all of them to one port of this machine, whatever host they name;
/// optionally only for those who show the right user name and password.
/// </summary>
internal sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly int _destination;
    private readonly string? _credentials;
    private readonly Task _accepting;

    public TunnelProxy(int destination, string? credentials = null)
    {
        _destination = destination;
        _credentials = credentials is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The heads of the requests; what goes through a tunnel is not among them.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                NetworkStream near = client.GetStream();
                while (await ReadHeadAsync(near) is { } request)
                {
                    _requests.Enqueue(request);
                    if (_credentials is null || request.Header("Proxy-Authorization") == _credentials)
                    {
                        await TunnelAsync(near);
                        return;
                    }

                    await near.WriteAsync(
                        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
                        _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // One of the two sides went away.
        }
    }

    private async Task TunnelAsync(NetworkStream near)
    {
        using var destination = new TcpClient();
        await destination.ConnectAsync(IPAddress.Loopback, _destination, _stop.Token);
        await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
        NetworkStream far = destination.GetStream();
        await Task.WhenAny(near.CopyToAsync(far, _stop.Token), far.CopyToAsync(near, _stop.Token));
    }

    private async Task<ReceivedRequest?> ReadHeadAsync(NetworkStream near)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await near.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        string[] lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] start = lines[0].Split(' ');
        return new ReceivedRequest(
            start[0],
            start[1],
            [.. lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim()))],
            "");
    }
}
