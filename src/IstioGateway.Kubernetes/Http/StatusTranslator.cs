using System.Net;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Http;

/// <summary>Turns an answer that is no success into one error that quotes the server's own words.</summary>
internal static class StatusTranslator
{
    /// <summary>Translates an HTTP answer.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="statusCode">The answer's status code.</param>
    /// <param name="body">The answer's body, possibly cut off.</param>
    /// <param name="retryAfter">Its <c>Retry-After</c>.</param>
    public static AttemptFailedException Translate(
        ApiRequest request, HttpStatusCode statusCode, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        int code = (int)statusCode;
        ServerStatus? status = ServerStatus.Parse(body);
        string words = status?.Message ?? ResponseText.OneLine(body);
        ClusterErrorKind kind = Kind(code, status, words);
        return new AttemptFailedException(Error(request, kind, code, status, words), Advice(request, kind, code, status))
        {
            RetryAfter = retryAfter ?? status?.RetryAfter,
            InconsistentContinue = code == 410 ? status?.Continue : null,
        };
    }

    /// <summary>Translates a Status that came inside an answer of 200, as in a watch.</summary>
    public static ClusterException Translate(ApiRequest request, ServerStatus status)
    {
        int code = status.Code == 0 ? 500 : status.Code;
        string words = status.Message ?? status.Reason ?? "";
        return Error(request, Kind(code, status, words), code, status, words);
    }

    private static ClusterException Error(
        ApiRequest request, ClusterErrorKind kind, int code, ServerStatus? status, string words)
    {
        string head = $"The API server answered {code} to '{request.Describe()}'";
        return new ClusterException(kind, words.Length == 0 ? head + "." : $"{head}: {words}")
        {
            StatusCode = code,
            Reason = status?.Reason,
            ServerMessage = status?.Message,
            Causes = status?.Causes ?? [],
            Verb = request.Verb,
            ResourceType = request.Type,
            ResourceName = request.Name,
            Subresource = request.Subresource,
            Namespace = request.Namespace,
        };
    }

    private static ClusterErrorKind Kind(int code, ServerStatus? status, string words) => code switch
    {
        401 => ClusterErrorKind.Unauthenticated,
        403 => ClusterErrorKind.Forbidden,
        // The type's own handler names the resource it misses; a path that nobody handles is answered in plain text.
        404 => status?.Name is null ? ClusterErrorKind.TypeNotServed : ClusterErrorKind.ResourceNotFound,
        409 => ClusterErrorKind.Conflict,
        410 => ClusterErrorKind.Expired,
        413 => ClusterErrorKind.TooLarge,
        422 => ClusterErrorKind.Invalid,
        429 => ClusterErrorKind.TooManyRequests,
        500 when IsTooLarge(words) => ClusterErrorKind.TooLarge,
        500 when IsTypedPatchError(words) => ClusterErrorKind.Invalid,
        >= 500 => ClusterErrorKind.ServerError,
        >= 400 => ClusterErrorKind.BadRequest,
        _ => ClusterErrorKind.BadResponse,
    };

    private static RetryAdvice Advice(ApiRequest request, ClusterErrorKind kind, int code, ServerStatus? status) => code switch
    {
        // No busy server but a decision: an eviction that a disruption budget forbids. When to ask again is the caller's to know.
        429 when status is { Causes.Count: > 0, RetryAfter: null } => RetryAdvice.Never,
        429 => RetryAdvice.TurnedAway,
        500 when kind == ClusterErrorKind.ServerError && !request.ServerErrorIsFinal => RetryAdvice.UnknownBriefly,
        502 or 503 or 504 => RetryAdvice.Unknown,
        _ => RetryAdvice.Never,
    };

    /// <summary>etcd's limit on one object, and gRPC's on one message, reach the client as an internal error.</summary>
    private static bool IsTooLarge(string words) =>
        words.Contains("request is too large", StringComparison.Ordinal)
        || words.Contains("trying to send message larger than max", StringComparison.Ordinal);

    /// <summary>Server-side apply answers 500 to content that does not fit the type's schema.</summary>
    private static bool IsTypedPatchError(string words) =>
        words.StartsWith("failed to create typed patch object", StringComparison.Ordinal);
}
