using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Turns what goes wrong below HTTP into one error that says where and why.</summary>
internal static class TransportTranslator
{
    /// <summary>Whether this class knows what to make of the exception.</summary>
    public static bool Understands(Exception e) =>
        e is HttpRequestException or IOException or InvalidDataException or SocketException or AuthenticationException;

    /// <summary>The error in the sending of a request.</summary>
    public static AttemptFailedException WhileSending(ApiRequest request, Uri server, Exception e)
    {
        string place = server.Authority;
        if (Find<ServerCertificateRejectedException>(e) is { } rejected)
        {
            return Fail(request, ClusterErrorKind.Tls, $"The TLS certificate of {place} is not accepted: {rejected.Message}.", e, RetryAdvice.Never);
        }

        SocketException? socket = Find<SocketException>(e);
        if (socket is null && Find<AuthenticationException>(e) is { } tls)
        {
            return Fail(request, ClusterErrorKind.Tls, $"TLS with {place} cannot be set up: {tls.Message}", e, RetryAdvice.Never);
        }

        HttpRequestError error = (e as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        if (error == HttpRequestError.NameResolutionError
            || socket?.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery)
        {
            return Fail(
                request,
                ClusterErrorKind.Unreachable,
                $"The host name of {place} cannot be resolved: {socket?.Message ?? e.Message}.",
                e,
                socket?.SocketErrorCode == SocketError.HostNotFound ? RetryAdvice.Never : RetryAdvice.NotSent);
        }

        if (error == HttpRequestError.ProxyTunnelError)
        {
            return Fail(request, ClusterErrorKind.Unreachable, $"The proxy does not connect to {place}: {e.Message}", e, RetryAdvice.Never);
        }

        bool connecting = error is HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            || socket?.SocketErrorCode == SocketError.ConnectionRefused;
        string what = socket?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "nobody listens there (connection refused)",
            SocketError.ConnectionReset => "the connection was reset",
            SocketError.TimedOut => "it does not answer",
            null => connecting ? "the connection broke while it was set up" : "the connection was closed before an answer",
            _ => socket.Message,
        };
        return Fail(
            request,
            ClusterErrorKind.Unreachable,
            $"{place} cannot be reached: {what}.",
            e,
            connecting ? RetryAdvice.NotSent : RetryAdvice.Unknown);
    }

    /// <summary>No connection within the time allowed for one.</summary>
    public static AttemptFailedException ConnectTimeout(ApiRequest request, Uri server, Exception e) =>
        Fail(request, ClusterErrorKind.Unreachable, $"{server.Authority} cannot be reached: it does not answer.", e, RetryAdvice.NotSent);

    /// <summary>The error in the reading of an answer's body.</summary>
    public static AttemptFailedException WhileReading(ApiRequest request, Uri server, Exception e) => e is InvalidDataException
        ? Fail(request, ClusterErrorKind.BadResponse, $"The answer of {server.Authority} to '{request.Describe()}' is not compressed correctly.", e, RetryAdvice.UnknownBriefly)
        : Fail(request, ClusterErrorKind.Unreachable, $"The connection to {server.Authority} broke in the middle of the answer to '{request.Describe()}'.", e, RetryAdvice.Unknown);

    /// <summary>No headers, or no more of a body, in the time allowed.</summary>
    public static AttemptFailedException Timeout(ApiRequest request, Uri server, TimeSpan allowed, bool inBody) => Fail(
        request,
        ClusterErrorKind.Timeout,
        inBody
            ? $"{server.Authority} stopped in the middle of the answer to '{request.Describe()}' for {allowed.TotalSeconds:0.###} s."
            : $"{server.Authority} did not answer '{request.Describe()}' within {allowed.TotalSeconds:0.###} s.",
        null,
        RetryAdvice.Unknown);

    /// <summary>An error about an answer that is no Kubernetes answer.</summary>
    public static AttemptFailedException BadResponse(
        ApiRequest request, Uri server, string what, RetryAdvice advice, HttpStatusCode? statusCode = null) =>
        Fail(request, ClusterErrorKind.BadResponse, $"{server.Authority} answered '{request.Describe()}' with {what}.", null, advice, statusCode);

    private static AttemptFailedException Fail(
        ApiRequest request, ClusterErrorKind kind, string message, Exception? cause, RetryAdvice advice, HttpStatusCode? statusCode = null) =>
        new(
            new ClusterException(kind, message, cause)
            {
                StatusCode = (int?)statusCode,
                Verb = request.Verb,
                ResourceType = request.Type,
                ResourceName = request.Name,
                Subresource = request.Subresource,
                Namespace = request.Namespace,
            },
            advice);

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
