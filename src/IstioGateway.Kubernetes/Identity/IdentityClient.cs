using System.Net;
using System.Net.Http.Headers;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;

namespace IstioGateway.Kubernetes.Identity;

/// <summary>
/// Asks an identity endpoint for tokens. It is on this machine or its virtual switch, so no proxy is asked. Who is being updated (410)
/// is asked again for as long as that takes, which its documentation gives as up to 70 seconds (learn.microsoft.com: How to use managed
/// identities on an Azure VM to acquire an access token, "Retry guidance"); who is busy (429) or out of order (5xx) for up to half a
/// minute, and who does not know the path (404) for a moment. At least a second lies between two requests.
/// </summary>
internal sealed class IdentityClient : IDisposable
{
    /// <summary>A token of a user in many groups is long; an answer that is longer than this is none.</summary>
    private const int MaximumBytes = 256 * 1024;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestUpdate = TimeSpan.FromSeconds(70);

    private readonly IdentityEndpoint _endpoint;
    private readonly ManagedIdentity _identity;
    private readonly ConnectionSettings _settings;
    private readonly RetryPolicy _retries;
    private readonly HttpMessageInvoker _transport = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
    });

    public IdentityClient(IdentityEndpoint endpoint, ManagedIdentity identity, ConnectionSettings settings)
    {
        _endpoint = endpoint;
        _identity = identity;
        _settings = settings;
        _retries = new RetryPolicy(settings.Clock, settings.Trace);
    }

    /// <summary>Fetches a token.</summary>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.ManagedIdentity"/>.</exception>
    public async Task<IdentityAnswer> FetchAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _retries.RunAsync(replayable: true, AttemptAsync, cancellationToken);
        }
        catch (AttemptFailedException failure)
        {
            throw failure.Error;
        }
    }

    public void Dispose() => _transport.Dispose();

    private async Task<IdentityAnswer> AttemptAsync(CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = _endpoint.Request(_identity);
        using var limit = new CancellationTokenSource(_settings.AttemptTimeout, _settings.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        DateTimeOffset now = _settings.Clock.GetUtcNow();
        try
        {
            using HttpResponseMessage answer = await _transport.SendAsync(request, either.Token);
            _settings.Trace?.Invoke($"GET {_endpoint} for a token of {_identity} -> {(int)answer.StatusCode}");
            await using Stream content = await answer.Content.ReadAsStreamAsync(either.Token);
            byte[] body = await BodyReader.ReadStartAsync(content, MaximumBytes, either.Token);
            return answer.StatusCode == HttpStatusCode.OK
                ? IdentityAnswer.Parse(body, _endpoint, now)
                : throw Refusal(answer.StatusCode, answer.Headers, body);
        }
        catch (Exception e) when (e is OperationCanceledException || TransportTranslator.Understands(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw limit.IsCancellationRequested
                ? Fail($"The identity endpoint {_endpoint} did not answer within {_settings.AttemptTimeout.TotalSeconds:0.###} s.", RetryAdvice.UnknownBriefly, e)
                : Unreachable(e);
        }
    }

    private AttemptFailedException Unreachable(Exception e) => _endpoint.IsMetadataService
        ? Fail(
            "There is no managed identity to be found here: neither IDENTITY_ENDPOINT nor MSI_ENDPOINT is set, and the metadata service of"
                + $" a virtual machine cannot be reached at {_endpoint.Address.Authority}.",
            RetryAdvice.Never,
            e)
        : Fail($"The identity endpoint {_endpoint} cannot be reached: {_endpoint.WithoutSecret(e.Message)}", RetryAdvice.UnknownBriefly, e);

    private AttemptFailedException Refusal(HttpStatusCode status, HttpResponseHeaders headers, byte[] body)
    {
        string words = _endpoint.WithoutSecret(IdentityAnswer.Words(body));
        TimeSpan? asked = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _settings.Clock.GetUtcNow(),
            _ => null,
        };
        string whose = _identity.ClientId is { } id ? $"the user-assigned identity {id}" : "the system-assigned identity";
        return new AttemptFailedException(
            new ClusterException(
                ClusterErrorKind.ManagedIdentity,
                $"The identity endpoint {_endpoint} gives no token of {whose} for {_identity.Resource} ({(int)status})"
                    + (words.Length == 0 ? "." : $": {words}"))
            {
                StatusCode = (int)status,
                ServerMessage = words,
            },
            (int)status switch
            {
                404 => RetryAdvice.UnknownBriefly,
                408 or 410 or 429 or >= 500 => RetryAdvice.TurnedAway,
                _ => RetryAdvice.Never,
            })
        {
            RetryAfter = asked > ShortestPause ? asked : ShortestPause,
            Lasts = status == HttpStatusCode.Gone ? LongestUpdate : null,
        };
    }

    private static AttemptFailedException Fail(string message, RetryAdvice advice, Exception cause) =>
        new(new ClusterException(ClusterErrorKind.ManagedIdentity, message, cause), advice);
}
