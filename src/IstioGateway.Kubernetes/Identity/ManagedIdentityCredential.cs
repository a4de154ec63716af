using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Credentials;

namespace IstioGateway.Kubernetes.Identity;

/// <summary>
/// The token of a managed identity: fetched when the first request needs it, and again some minutes before it expires, so that a long
/// wait is not broken off. While it is still good, an endpoint that is away for a moment does no harm.
/// </summary>
internal sealed class ManagedIdentityCredential(IdentityClient client, ConnectionSettings settings) : ICredentialSource
{
    /// <summary>Endpoints keep tokens and hand out the same one until about this long before its end.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>How soon an endpoint is asked again that gave no newer token.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private Credential? _current;
    private string? _token;
    private DateTimeOffset _expires;
    private DateTimeOffset _renewAt;

    /// <summary>Makes the credential of an identity in an environment. No request is sent.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.ManagedIdentity"/>: the environment names no usable endpoint.</exception>
    public static ManagedIdentityCredential For(ManagedIdentity identity, IdentityEnvironment environment, ConnectionSettings settings) =>
        new(new IdentityClient(IdentityEndpoint.Find(environment), identity, settings), settings);

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            DateTimeOffset now = settings.Clock.GetUtcNow();
            if (_current is null || now >= _expires)
            {
                return await FetchAsync(cancellationToken);
            }

            return now < _renewAt ? _current : await RefreshAsync(_current, cancellationToken);
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
            return _current is not null && !ReferenceEquals(_current, rejected) ? _current : await FetchAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _gate.Dispose();
    }

    private async Task<Credential> RefreshAsync(Credential current, CancellationToken cancellationToken)
    {
        try
        {
            return await FetchAsync(cancellationToken);
        }
        catch (ClusterException failure)
        {
            settings.Trace?.Invoke($"The token stays in use until it expires. {failure.Message}");
            _renewAt = settings.Clock.GetUtcNow() + Pause;
            return current;
        }
    }

    private async Task<Credential> FetchAsync(CancellationToken cancellationToken)
    {
        IdentityAnswer answer = await client.FetchAsync(cancellationToken);
        DateTimeOffset soonest = settings.Clock.GetUtcNow() + Pause;
        _expires = answer.Expires > soonest ? answer.Expires : soonest;
        _renewAt = _expires - Margin > soonest ? _expires - Margin : soonest;

        // The same token stays the same credential: after a 401 there is then no other to try.
        if (_current is null || _token != answer.Token)
        {
            _token = answer.Token;
            _current = new Credential(answer.Token, certificate: null);
        }

        return _current;
    }
}
