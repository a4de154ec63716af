namespace IstioGateway.Sandbox.Http;

/// <summary>The bytes of a request are no HTTP/1.1, or more than the limits allow; the connection ends after the answer.</summary>
internal sealed class BadRequestException(int statusCode, string message) : Exception(message)
{
    /// <summary>Status code of the answer: 400, 413 or 431.</summary>
    public int StatusCode { get; } = statusCode;
}
