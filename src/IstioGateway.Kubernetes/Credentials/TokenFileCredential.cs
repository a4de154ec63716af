using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Credentials;

/// <summary>
/// A token in a file that someone else rotates, such as a service account's. It is read again after a minute and after a 401,
/// as client-go does (<c>transport.NewCachedFileTokenSource</c>).
/// </summary>
internal sealed class TokenFileCredential(string path, ClientCertificate? certificate, TimeProvider clock) : ICredentialSource
{
    private static readonly TimeSpan MaximumAge = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Credential? _current;
    private string? _token;
    private long _readAt;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _current is not null && clock.GetElapsedTime(_readAt) < MaximumAge
                ? _current
                : await ReadAsync(cancellationToken);
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
            return _current is not null && !ReferenceEquals(_current, rejected) ? _current : await ReadAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        certificate?.Dispose();
        _gate.Dispose();
    }

    private async Task<Credential> ReadAsync(CancellationToken cancellationToken)
    {
        string token;
        try
        {
            token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A rotation may be under way; client-go too goes on with the token it has.
            return _current ?? throw new ClusterException(
                ClusterErrorKind.Credential, $"The token file {path} cannot be read: {e.Message}", e);
        }

        if (token.Length == 0)
        {
            return _current ?? throw new ClusterException(ClusterErrorKind.Credential, $"The token file {path} is empty.");
        }

        _readAt = clock.GetTimestamp();
        if (_current is null || token != _token)
        {
            _token = token;
            _current = new Credential(BearerToken.Checked(token, $"The token file {path}"), certificate);
        }

        return _current;
    }
}
