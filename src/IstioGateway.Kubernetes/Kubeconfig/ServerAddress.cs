using System.Diagnostics.CodeAnalysis;
namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Reads the addresses of a cluster entry.</summary>
internal static class ServerAddress
{
    /// <summary>The API server's base address, with a trailing slash, so that relative paths stay below it.</summary>
    public static Uri Server(KubeconfigSection cluster)
    {
        string text = cluster.Text("server") ?? throw cluster.Error("server", $"{cluster.Name} has no server address.");

        return TryRead(text, out Uri? server, out string? reason)
            ? server
            : throw cluster.Error("server", $"the server of {cluster.Name} {reason}.");
    }

    /// <summary>Reads a base address, with a trailing slash, so that relative paths stay below it.</summary>
    /// <param name="text">The address.</param>
    /// <param name="server">The address as it is used.</param>
    /// <param name="reason">What is wrong with it, as the rest of a sentence; it quotes nothing, for there may be a password in it.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out Uri? server, [NotNullWhen(false)] out string? reason)
    {
        // client-go's rest.DefaultServerURL takes an address without scheme as http or https by the TLS settings; a guess
        // that sends a token in the clear is no help, so the scheme is asked for instead.
        if (!Uri.TryCreate(text, UriKind.Absolute, out server)
            || (server.Scheme != Uri.UriSchemeHttps && server.Scheme != Uri.UriSchemeHttp)
            || server.Host.Length == 0)
        {
            reason = "is no http or https address, such as https://10.0.0.1:6443";
            return false;
        }

        if (server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0)
        {
            reason = "must be scheme, host, port and path only; credentials are given apart from it";
            return false;
        }

        server = new Uri(server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        reason = null;
        return true;
    }

    /// <summary>The proxy to the API server; <see langword="null"/> when the cluster entry names none.</summary>
    public static Uri? Proxy(KubeconfigSection cluster)
    {
        string? text = cluster.Text("proxy-url");
        if (text is null)
        {
            return null;
        }

        // client-go's clientcmd.parseProxyURL allows these three; the SOCKS variant resolves names at the proxy.
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? proxy) && proxy.Scheme is "http" or "https" or "socks5"
            ? proxy
            : throw cluster.Error("proxy-url", $"the proxy-url of {cluster.Name} must be an http, https or socks5 address.");
    }
}
