namespace IstioGateway.Clusters;

/// <summary>What went wrong between the module and an API server, in the classes users can act on.</summary>
public enum ClusterErrorKind
{
    /// <summary>401: the server does not know who we are.</summary>
    Unauthenticated,

    /// <summary>403: known, but not allowed.</summary>
    Forbidden,

    /// <summary>404 with a Status object: the type is served, this name is not there.</summary>
    ResourceNotFound,

    /// <summary>404 in plain text: the group, version or resource is not served at all (CRD not installed).</summary>
    TypeNotServed,

    /// <summary>409: changed by someone else, exists already, or owned by another field manager.</summary>
    Conflict,

    /// <summary>410, or a watch ERROR event with code 410: the version or continue token is no longer kept.</summary>
    Expired,

    /// <summary>413, or the store's "request is too large".</summary>
    TooLarge,

    /// <summary>422: the server refuses the content.</summary>
    Invalid,

    /// <summary>400, 415 and other requests the server does not understand.</summary>
    BadRequest,

    /// <summary>429 for longer than we may wait.</summary>
    TooManyRequests,

    /// <summary>5xx for longer than we may wait.</summary>
    ServerError,

    /// <summary>No connection: DNS, refused, reset, for longer than we may wait.</summary>
    Unreachable,

    /// <summary>The server's certificate is not trusted, expired, or for another host.</summary>
    Tls,

    /// <summary>The time allowed for the call ran out.</summary>
    Timeout,

    /// <summary>An answer that is no Kubernetes answer: broken JSON, an HTML page of a proxy, a wrong content type.</summary>
    BadResponse,

    /// <summary>The kubeconfig is missing, malformed, or lacks what was asked for.</summary>
    Kubeconfig,

    /// <summary>What was given to connect with (an address, a certificate authority, a pod's environment) cannot be used.</summary>
    InvalidTarget,

    /// <summary>Credentials could not be had: an exec plugin failed, a token file is missing.</summary>
    Credential,

    /// <summary>The platform hands out no token: no identity is assigned, or nobody is there who would.</summary>
    ManagedIdentity,
}
