namespace IstioGateway.Kubernetes.Credentials;

/// <summary>A credential that stands in the kubeconfig and never changes.</summary>
internal sealed class StaticCredential(Credential credential) : ICredentialSource
{
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(credential);

    public ValueTask<Credential> RenewAsync(Credential rejected, CancellationToken cancellationToken) =>
        ValueTask.FromResult(credential);

    public void Dispose() => credential.Certificate?.Dispose();
}
