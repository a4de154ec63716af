using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using IstioGateway.Kubernetes.Credentials;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Builds the HTTP transport of a connection.</summary>
internal static class TransportFactory
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <param name="plan">The connection.</param>
    /// <param name="certificate">The client certificate to show, if any.</param>
    public static HttpMessageInvoker Create(ConnectionPlan plan, ClientCertificate? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            // An API server redirects nobody; whoever does must not be handed our token.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = plan.DisableCompression ? DecompressionMethods.None : DecompressionMethods.GZip,
            ConnectTimeout = ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            // A connection that a middle box dropped in silence is noticed even while a watch has nothing to say.
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectCallback = ConnectAsync,
            SslOptions = Ssl(plan, certificate),
        };
        UseProxy(handler, plan);
        return new HttpMessageInvoker(handler);
    }

    private static SslClientAuthenticationOptions Ssl(ConnectionPlan plan, ClientCertificate? certificate)
    {
        var options = new SslClientAuthenticationOptions();
        string host = plan.TlsServerName ?? plan.Endpoint.Server.IdnHost.Trim('[', ']');
        if (plan.SkipTlsVerify)
        {
#pragma warning disable CA5359 // The kubeconfig says insecure-skip-tls-verify, and its user has been warned.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else
        {
            var verifier = new ServerCertificateVerifier(host, plan.Authorities);
            options.CertificateChainPolicy = verifier.ChainPolicy();
            options.RemoteCertificateValidationCallback = verifier.Verify;
        }

        if (certificate is not null)
        {
            options.ClientCertificateContext =
                SslStreamCertificateContext.Create(certificate.Leaf, certificate.Intermediates, offline: true);
        }

        return options;
    }

    private static void UseProxy(SocketsHttpHandler handler, ConnectionPlan plan)
    {
        if (plan.Proxy is null)
        {
            // The environment's proxy otherwise, but as in Go (net/http ProxyFromEnvironment) never on the way to this machine.
            handler.UseProxy = !plan.Endpoint.Server.IsLoopback;
            return;
        }

        // The platform's messages about a proxy quote its address, so the password must not be in it.
        var proxy = new WebProxy(new UriBuilder(plan.Proxy) { UserName = "", Password = "" }.Uri);
        string[] userInfo = plan.Proxy.UserInfo.Split(':', 2);
        if (userInfo[0].Length > 0)
        {
            proxy.Credentials = new NetworkCredential(
                Uri.UnescapeDataString(userInfo[0]), userInfo.Length > 1 ? Uri.UnescapeDataString(userInfo[1]) : "");
        }

        handler.Proxy = proxy;
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // HTTP/1.1 has no ping; TCP's own notices a peer that is gone.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)PingAfter.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)PingTimeout.TotalSeconds);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
