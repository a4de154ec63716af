using System.Globalization;

namespace IstioGateway.Gateways;

/// <summary>Where requests for a host go.</summary>
/// <param name="Host">The host that clients ask for; <c>*.example.com</c> and <c>*</c> are allowed.</param>
/// <param name="Service">The service: <c>name</c>, <c>name.namespace</c> or a whole DNS name.</param>
/// <param name="Port">Its port.</param>
public sealed record GatewayRoute(string Host, string Service, int Port)
{
    private const string Form = "write host=service:port, such as shop.example.com=shop.shop-namespace:8080";

    /// <summary>Reads <c>host=service:port</c>.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static GatewayRoute Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int colon = text.LastIndexOf(':');
        if (equals <= 0 || colon < equals)
        {
            throw new FormatException($"'{text}' is no route: {Form}.");
        }

        string host = text[..equals].Trim();
        string service = text[(equals + 1)..colon].Trim();
        if (GatewayHost.WhyNot(host) is { } reason)
        {
            throw new FormatException($"'{host}' is no host: {reason}.");
        }

        if (GatewayHost.WhyNot(service) is not null || service.Contains('*', StringComparison.Ordinal))
        {
            throw new FormatException($"'{text}' is no route: '{service}' is no name of a service; {Form}.");
        }

        return int.TryParse(text.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535
            ? new GatewayRoute(host, service, port)
            : throw new FormatException($"'{text}' is no route: the port is no number from 1 to 65535.");
    }

    /// <summary>The service's whole DNS name, which means the same in every namespace.</summary>
    /// <param name="namespaceName">The namespace of a service without one.</param>
    /// <param name="clusterDomain">The cluster's domain, such as <c>cluster.local</c>.</param>
    public string ServiceHost(string namespaceName, string clusterDomain = "cluster.local") => Service.Count(c => c == '.') switch
    {
        0 => $"{Service}.{namespaceName}.svc.{clusterDomain}",
        1 => $"{Service}.svc.{clusterDomain}",
        _ when Service.EndsWith(".svc", StringComparison.Ordinal) => $"{Service}.{clusterDomain}",
        _ => Service,
    };

    /// <summary>In the form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}={Service}:{Port}");
}
