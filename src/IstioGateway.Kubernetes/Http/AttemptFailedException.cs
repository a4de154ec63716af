using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Http;

/// <summary>What a failed attempt says about another one.</summary>
internal enum RetryAdvice
{
    /// <summary>It would fail in the same way.</summary>
    Never,

    /// <summary>The request never reached the server; any request may be sent again.</summary>
    NotSent,

    /// <summary>The server turned it away unprocessed; any request may be sent again, when it says so.</summary>
    TurnedAway,

    /// <summary>It may have been processed; only a replayable request may be sent again. The server may be away for a while.</summary>
    Unknown,

    /// <summary>As <see cref="Unknown"/>, but a repetition rarely helps for long.</summary>
    UnknownBriefly,
}

/// <summary>One failed attempt: its error, and whether another one makes sense. Never leaves this assembly.</summary>
internal sealed class AttemptFailedException(ClusterException error, RetryAdvice advice) : Exception(error.Message, error)
{
    public ClusterException Error { get; } = error;

    public RetryAdvice Advice { get; } = advice;

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long such a failure is known to last, where that is longer than one is patient otherwise.</summary>
    public TimeSpan? Lasts { get; init; }

    /// <summary>
    /// The token in an expired list's Status with which the rest can be had at a newer version (kubernetes.io: API concepts,
    /// "410 Gone" while chunking).
    /// </summary>
    public string? InconsistentContinue { get; init; }

    /// <summary>Whether the server may have acted on the request.</summary>
    public bool MayHaveActed => Advice is RetryAdvice.Unknown or RetryAdvice.UnknownBriefly;
}
