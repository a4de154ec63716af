namespace IstioGateway.Clusters;

/// <summary>A failure between the module and an API server. Its text never holds a secret.</summary>
public sealed class ClusterException : Exception
{
    /// <summary>Creates a failure.</summary>
    /// <param name="kind">Its class.</param>
    /// <param name="message">One sentence for people; quotes the server's own words where there are any.</param>
    /// <param name="innerException">The cause.</param>
    public ClusterException(ClusterErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The class of the failure.</summary>
    public ClusterErrorKind Kind { get; }

    /// <summary>HTTP status code, where there was an answer.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The <c>reason</c> of the server's Status object, such as <c>Forbidden</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The <c>message</c> of the server's Status object, word for word.</summary>
    public string? ServerMessage { get; init; }

    /// <summary>The <c>details.causes</c> of the server's Status object, as <c>field: message</c>.</summary>
    public IReadOnlyList<string> Causes { get; init; } = [];

    /// <summary>The Kubernetes verb of the request (<c>list</c>, <c>patch</c>, ...), where it had one.</summary>
    public string? Verb { get; init; }

    /// <summary>The type the request was about.</summary>
    public ResourceType? ResourceType { get; init; }

    /// <summary>The name the request was about.</summary>
    public string? ResourceName { get; init; }

    /// <summary>The subresource the request was about, such as <c>eviction</c>; <see langword="null"/> for the resource itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>The namespace the request was about.</summary>
    public string? Namespace { get; init; }
}
