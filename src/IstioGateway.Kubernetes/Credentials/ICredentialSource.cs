using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Credentials;

/// <summary>Where the credential of a connection comes from.</summary>
internal interface ICredentialSource : IDisposable
{
    /// <summary>The credential for the next request.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Credential"/>.</exception>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>
    /// A credential after the server refused <paramref name="rejected"/> with a 401; the same one when there is no other.
    /// </summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Credential"/>.</exception>
    ValueTask<Credential> RenewAsync(Credential rejected, CancellationToken cancellationToken);
}
