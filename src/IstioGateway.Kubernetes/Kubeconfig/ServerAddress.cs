namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Reads the addresses of a cluster entry.</summary>
internal static class ServerAddress
{
    /// <summary>The API server's base address, with a trailing slash, so that relative paths stay below it.</summary>
    public static Uri Server(KubeconfigSection cluster)
    {
        string text = cluster.Text("server") ?? throw cluster.Error("server", $"{cluster.Name} has no server address.");

        // client-go's rest.DefaultServerURL takes an address without scheme as http or https by the TLS settings; a guess
        // that sends a token in the clear is no help, so the scheme is asked for instead.
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? server)
            || (server.Scheme != Uri.UriSchemeHttps && server.Scheme != Uri.UriSchemeHttp)
            || server.Host.Length == 0)
        {
            throw cluster.Error("server", $"the server of {cluster.Name} is no http or https address, such as https://10.0.0.1:6443.");
        }

        if (server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0)
        {
            throw cluster.Error(
                "server", $"the server of {cluster.Name} must be scheme, host, port and path only; credentials belong to the user entry.");
        }

        return new Uri(server.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
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
