namespace IstioGateway;

/// <summary>How a changed template deals with ports below 1024, which the removed sysctl had opened.</summary>
public enum PrivilegedPort
{
    /// <summary>
    /// As the document has it: a capability in the pod's securityContext. It has no effect, because Kubernetes knows no such
    /// field and istiod drops it; ports from 1024 up work.
    /// </summary>
    Documented,

    /// <summary>Not at all: the gateway listens from 1024 up, and its Service maps 80 and 443 there.</summary>
    None,

    /// <summary>
    /// The proxy runs as user 0 with every capability but <c>NET_BIND_SERVICE</c> dropped. The Deployment must not set
    /// <c>runAsNonRoot: true</c>, and a namespace that enforces the restricted Pod Security Standard refuses the pod.
    /// </summary>
    Root,
}
