using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace IstioGateway.Sandbox.Http;

/// <summary>One connection: its exchanges one after the other, until either side closes.</summary>
internal sealed class HttpConnection(
    Socket socket, HttpHandler handler, HttpLimits limits, ServerCertificate certificate, CancellationToken stop)
{
    private const byte TlsHandshakeRecord = 0x16;

    /// <summary>Resets the connection, so that the client sees it broken rather than closed.</summary>
    public void Abort()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Already closed by the client or by us; there is nothing to reset.
        }

        socket.Dispose();
    }

    /// <summary>Serves the connection to its end; throws nothing.</summary>
    public async Task RunAsync()
    {
        using CancellationTokenSource closed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using CancellationTokenRegistration abortOnStop = stop.Register(Abort);
        InputBuffer? input = null;
        try
        {
            socket.NoDelay = true;
            Stream stream = await OpenAsync(closed.Token);
            await using (stream)
            {
                input = new InputBuffer(stream, closed);
                await ServeAsync(stream, input, closed.Token);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException
            or OperationCanceledException or AuthenticationException)
        {
            // The client went away, refused our certificate, or the server stops: each ends the connection and nothing else.
        }
        finally
        {
            socket.Dispose();
            if (input is not null)
            {
                await input.DrainAsync();
            }
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        byte[] first = new byte[1];
        int peeked = await socket.ReceiveAsync(first, SocketFlags.Peek, cancellationToken);
        NetworkStream network = new(socket, ownsSocket: true);
        if (peeked == 0 || first[0] != TlsHandshakeRecord)
        {
            return network;
        }

        SslStream secure = new(network);
        try
        {
            await secure.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificate = certificate.Value,
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                },
                cancellationToken);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private async Task ServeAsync(Stream stream, InputBuffer input, CancellationToken cancellationToken)
    {
        RequestReader reader = new(input, limits, stream is SslStream);
        bool keepAlive = true;
        while (keepAlive)
        {
            HttpRequest? request;
            try
            {
                request = await reader.ReadAsync(async () =>
                {
                    await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken);
                    await stream.FlushAsync(cancellationToken);
                });
            }
            catch (BadRequestException bad)
            {
                await RefuseAsync(stream, bad, cancellationToken);
                return;
            }

            if (request is null)
            {
                return;
            }

            input.BeginReadAhead();
            HttpResponse response = new(stream, request, Abort);
            await handler(request, response, cancellationToken);
            await response.CompleteAsync(cancellationToken);
            keepAlive = response is { KeepAlive: true, Started: true, Aborted: false };
        }
    }

    private static async Task RefuseAsync(Stream stream, BadRequestException bad, CancellationToken cancellationToken)
    {
        HttpResponse response = new(stream, null, () => { }) { StatusCode = bad.StatusCode };
        response.Headers.Add("Content-Type", "text/plain; charset=utf-8");
        await response.SendAsync(Encoding.UTF8.GetBytes(bad.StatusCode + " " + ReasonPhrases.For(bad.StatusCode) + ": " + bad.Message), cancellationToken);
    }
}
