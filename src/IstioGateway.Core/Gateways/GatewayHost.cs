using IstioGateway.Clusters;

namespace IstioGateway.Gateways;

/// <summary>Hosts of a Gateway: DNS names, with a wildcard for the first label (istio, pkg/config/validation, <c>ValidateWildcardDomain</c>).</summary>
public static class GatewayHost
{
    /// <summary>Why a text is no host; <see langword="null"/> for one that is.</summary>
    public static string? WhyNot(string host) =>
        host == "*" ? null
        : host.StartsWith("*.", StringComparison.Ordinal) ? ResourceName.WhyNotSubdomain(host[2..])
        : ResourceName.WhyNotSubdomain(host);

    /// <summary>Whether a host, which may be a wildcard, stands for another one too.</summary>
    public static bool Covers(string host, string other) =>
        host == other
        || host == "*"
        || (host.StartsWith("*.", StringComparison.Ordinal) && other.EndsWith(host[1..], StringComparison.Ordinal));
}
