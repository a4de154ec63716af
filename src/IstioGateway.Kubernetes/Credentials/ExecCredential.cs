namespace IstioGateway.Kubernetes.Credentials;

/// <summary>
/// A credential from a plugin, which runs when the first request needs it and not again before the credential expires or is
/// refused (client-go <c>plugin/pkg/client/auth/exec</c>).
/// </summary>
internal sealed class ExecCredential(ExecPlugin plugin, ClientCertificate? fixedCertificate, TimeProvider clock) : ICredentialSource
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly List<ClientCertificate> _certificates = [];
    private ExecAnswer? _answer;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _answer is not null && !(_answer.Expires <= clock.GetUtcNow())
                ? _answer.Credential
                : await RunAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask<Credential> RenewAsync(Credential rejected, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Of many requests that were refused at once, the first one runs the plugin for all.
            return _answer is not null && !ReferenceEquals(_answer.Credential, rejected)
                ? _answer.Credential
                : await RunAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        fixedCertificate?.Dispose();
        foreach (ClientCertificate certificate in _certificates)
        {
            certificate.Dispose();
        }

        _gate.Dispose();
    }

    private async Task<Credential> RunAsync(CancellationToken cancellationToken)
    {
        string output = await ExecProcess.RunAsync(plugin, clock, cancellationToken);
        ExecAnswer answer = ExecAnswer.Parse(plugin, output, fixedCertificate);
        if (answer.Credential.Certificate is { } certificate && !ReferenceEquals(certificate, fixedCertificate))
        {
            _certificates.Add(certificate);
        }

        _answer = answer;
        return answer.Credential;
    }
}
