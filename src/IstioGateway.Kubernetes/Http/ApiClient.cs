using System.Net;
using System.Net.Http.Headers;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Credentials;

namespace IstioGateway.Kubernetes.Http;

/// <summary>
/// Sends requests to one API server: with credentials, within time limits, repeated where that is safe, every failure
/// translated.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    private const int MaximumErrorBytes = 256 * 1024;
    private readonly ConnectionPlan _plan;
    private readonly ConnectionSettings _settings;
    private readonly TransportPool _transports;
    private readonly RetryPolicy _retries;

    public ApiClient(ConnectionPlan plan, ConnectionSettings settings)
    {
        _plan = plan;
        _settings = settings;
        _transports = new TransportPool(plan);
        _retries = new RetryPolicy(settings.Clock, settings.Trace);
    }

    public ClusterEndpoint Endpoint => _plan.Endpoint;

    public ConnectionSettings Settings => _settings;

    /// <summary>Sends a request and reads its answer; a repetition includes the reading.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Ends all attempts.</param>
    /// <param name="onFailedAttempt">Told of every attempt that failed, also of those that were repeated.</param>
    public async Task<T> SendAsync<T>(
        ApiRequest request,
        Func<ApiResponse, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken,
        Action<AttemptFailedException>? onFailedAttempt = null)
    {
        try
        {
            return await _retries.RunAsync(
                request.Replayable,
                async token =>
                {
                    try
                    {
                        using ApiResponse response = await AttemptAsync(
                            request, new BodyLimits(_settings.AttemptTimeout, BodyLimits.OneDocument, _settings.Clock), token);
                        return await read(response, token);
                    }
                    catch (AttemptFailedException failure)
                    {
                        onFailedAttempt?.Invoke(failure);
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (AttemptFailedException failure)
        {
            throw failure.Error;
        }
    }

    /// <summary>Sends a request and hands over its answer, to be read as a stream. Only the opening is repeated.</summary>
    /// <exception cref="AttemptFailedException">No answer could be had, or the server refuses.</exception>
    public Task<ApiResponse> OpenAsync(ApiRequest request, TimeSpan idle, CancellationToken cancellationToken) => _retries.RunAsync(
        request.Replayable,
        token => AttemptAsync(request, new BodyLimits(idle, BodyLimits.Unlimited, _settings.Clock), token),
        cancellationToken);

    public void Dispose()
    {
        _transports.Dispose();
        _plan.Credentials.Dispose();
    }

    private async Task<ApiResponse> AttemptAsync(ApiRequest request, BodyLimits limits, CancellationToken cancellationToken)
    {
        Credential credential = await _plan.Credentials.GetAsync(cancellationToken);
        HttpResponseMessage answer = await ExchangeAsync(request, credential, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            Credential renewed = await RenewAsync(credential, answer, cancellationToken);
            if (!ReferenceEquals(renewed, credential))
            {
                answer.Dispose();
                _settings.Trace?.Invoke("The credential was refused; a new one is tried.");
                answer = await ExchangeAsync(request, renewed, cancellationToken);
            }
        }

        return await AcceptAsync(request, answer, limits, cancellationToken);
    }

    private async Task<Credential> RenewAsync(Credential credential, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await _plan.Credentials.RenewAsync(credential, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> ExchangeAsync(
        ApiRequest request, Credential credential, CancellationToken cancellationToken)
    {
        Uri server = _plan.Endpoint.Server;
        using HttpRequestMessage message = Message(request, credential);
        HttpMessageInvoker transport = _transports.For(credential.Certificate);
        using var headers = new CancellationTokenSource(_settings.AttemptTimeout, _settings.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, headers.Token);
        long start = _settings.Clock.GetTimestamp();
        try
        {
            HttpResponseMessage answer = await transport.SendAsync(message, either.Token);
            Trace(request, $"{(int)answer.StatusCode}", start);
            return answer;
        }
        catch (Exception e) when (e is OperationCanceledException || TransportTranslator.Understands(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            AttemptFailedException failure = headers.IsCancellationRequested
                ? TransportTranslator.Timeout(request, server, _settings.AttemptTimeout, inBody: false)
                : e is OperationCanceledException
                    ? TransportTranslator.ConnectTimeout(request, server, e)
                    : TransportTranslator.WhileSending(request, server, e);
            Trace(request, failure.Error.Kind.ToString(), start);
            throw failure;
        }
    }

    /// <summary>Passes a success on and translates everything else.</summary>
    private async Task<ApiResponse> AcceptAsync(
        ApiRequest request, HttpResponseMessage answer, BodyLimits limits, CancellationToken cancellationToken)
    {
        Uri server = _plan.Endpoint.Server;
        Stream content;
        try
        {
            content = await answer.Content.ReadAsStreamAsync(cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        if (answer.IsSuccessStatusCode)
        {
            return new ApiResponse(answer, new ResponseBody(content, request, server, limits));
        }

        using (answer)
        await using (var body = new ResponseBody(
            content, request, server, limits with { Idle = _settings.AttemptTimeout, MaximumBytes = BodyLimits.Unlimited }))
        {
            if ((int)answer.StatusCode is >= 300 and < 400)
            {
                string target = answer.Headers.Location is { } location
                    ? $" to {Target(new Uri(server, location))}"
                    : "";
                throw TransportTranslator.BadResponse(
                    request,
                    server,
                    $"a redirect{target}, which is not followed; is a login page or proxy in front of the API server?",
                    RetryAdvice.Never,
                    answer.StatusCode);
            }

            // Of a 404 only the body tells whether the object is missing or nobody serves its type.
            byte[] error = await BodyReader.ReadStartAsync(
                body, MaximumErrorBytes, cancellationToken, mayBreakOff: answer.StatusCode != HttpStatusCode.NotFound);
            throw StatusTranslator.Translate(request, answer.StatusCode, error, RetryAfter(answer.Headers));
        }
    }

    private HttpRequestMessage Message(ApiRequest request, Credential credential)
    {
        Uri server = _plan.Endpoint.Server;
        var message = new HttpRequestMessage(request.Method, new Uri(server, request.RelativeAddress))
        {
            Version = server.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        // SocketsHttpHandler takes the name for SNI and for the check of the certificate from here, and puts it over
        // SslOptions.TargetHost.
        message.Headers.Host = _plan.TlsServerName;
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", _settings.UserAgent);
        credential.Authorize(message);
        _plan.Impersonation?.Apply(message);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        return message;
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        TimeSpan? wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _settings.Clock.GetUtcNow(),
            _ => null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private void Trace(ApiRequest request, string outcome, long start) => _settings.Trace?.Invoke(
        $"{request.Method} {_plan.Endpoint.Server}{request.RelativeAddress} -> {outcome}"
        + $" ({_settings.Clock.GetElapsedTime(start).TotalMilliseconds:F0} ms)");

    /// <summary>Without its query, which often carries a session of its own.</summary>
    private static string Target(Uri location) => location.GetComponents(
        UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
