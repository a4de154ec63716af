namespace IstioGateway.Gateways;

/// <summary>How a gateway deals with ports below 1024, on which user 1337 cannot listen without the sysctl.</summary>
public enum GatewayPrivilegedPort
{
    /// <summary>The proxy listens from 1024 up, and its Service maps the ports that users write to those.</summary>
    None,

    /// <summary>
    /// The proxy runs as user 0 with every capability but <c>NET_BIND_SERVICE</c> dropped. A namespace that enforces the
    /// restricted Pod Security Standard refuses the pod.
    /// </summary>
    Root,
}
