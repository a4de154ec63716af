using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace IstioGateway.Kubernetes.Tests.Servers;

/// <summary>An HTTP/1.1 server on loopback, with or without TLS, that answers what a test says and keeps what it was asked.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly Func<ReceivedRequest, Answer> _script;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Task _accepting;

    public ScriptedServer(Func<ReceivedRequest, Answer> script, SslServerAuthenticationOptions? tls = null)
    {
        _script = script;
        _tls = tls;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Url => $"{(_tls is null ? "http" : "https")}://127.0.0.1:{Port}";

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    /// <summary>The thumbprint of the client certificate shown last.</summary>
    public string? ClientCertificateThumbprint { get; private set; }

    /// <summary>Answers in turn; the last one is given again and again.</summary>
    public static ScriptedServer InTurn(params Answer[] answers)
    {
        int next = -1;
        return new ScriptedServer(_ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]);
    }

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
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using Socket owned = socket;
            owned.NoDelay = true;
            await using Stream connection = await OpenAsync(owned);
            while (await ReadAsync(connection) is { } request)
            {
                _requests.Enqueue(request);
                if (!await _script(request)(connection, owned, _stop.Token))
                {
                    return;
                }

                await connection.FlushAsync(_stop.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, which many tests are about.
        }
    }

    private async Task<Stream> OpenAsync(Socket socket)
    {
        var plain = new NetworkStream(socket);
        if (_tls is null)
        {
            return plain;
        }

        var tls = new SslStream(plain);
        await tls.AuthenticateAsServerAsync(_tls, _stop.Token);
        ClientCertificateThumbprint = (tls.RemoteCertificate as X509Certificate2)?.Thumbprint;
        return tls;
    }

    private async Task<ReceivedRequest?> ReadAsync(Stream connection)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (head.Count < 4 || !head[^4..].SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await connection.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string[] lines = Encoding.UTF8.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] start = lines[0].Split(' ');
        List<KeyValuePair<string, string>> headers =
            [.. lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim()))];
        string? length = headers.FirstOrDefault(h => h.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
        byte[] body = new byte[length is null ? 0 : int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
        await connection.ReadExactlyAsync(body, _stop.Token);
        return new ReceivedRequest(start[0], start[1], headers, Encoding.UTF8.GetString(body));
    }
}
