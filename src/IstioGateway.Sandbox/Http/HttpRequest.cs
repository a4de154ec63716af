namespace IstioGateway.Sandbox.Http;

/// <summary>One request, its body read to the end.</summary>
internal sealed class HttpRequest
{
    /// <summary>Method in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>Path as sent, still escaped, without the query.</summary>
    public required string RawPath { get; init; }

    /// <summary>Query as sent, without the question mark.</summary>
    public required string RawQuery { get; init; }

    /// <summary>Whether the client keeps the connection after this exchange.</summary>
    public required bool KeepAlive { get; init; }

    /// <summary>HTTP/1.0 knows no chunked bodies.</summary>
    public required bool IsHttp10 { get; init; }

    /// <summary>Header fields.</summary>
    public required HeaderList Headers { get; init; }

    /// <summary>The body; empty when there is none or when it was larger than the limit.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Length of the body on the wire in bytes, also when it was larger than the limit.</summary>
    public long BodyLength { get; init; }

    /// <summary>Whether the body was larger than the server's limit and so was thrown away.</summary>
    public bool BodyTooLarge { get; init; }

    /// <summary>Whether the exchange runs over TLS.</summary>
    public bool IsSecure { get; init; }
}
