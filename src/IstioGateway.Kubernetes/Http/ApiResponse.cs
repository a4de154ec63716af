using System.Net;

namespace IstioGateway.Kubernetes.Http;

/// <summary>A successful answer whose body has yet to be read.</summary>
internal sealed class ApiResponse(HttpResponseMessage message, ResponseBody body) : IDisposable
{
    public HttpStatusCode StatusCode => message.StatusCode;

    public ResponseBody Body => body;

    /// <summary>The media type, lower-case, without parameters.</summary>
    public string? MediaType => message.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();

    /// <summary>The texts of the <c>Warning: 299 - "text"</c> headers.</summary>
    public IReadOnlyList<string> Warnings => WarningHeader.Texts(message.Headers);

    public void Dispose()
    {
        body.Dispose();
        message.Dispose();
    }
}
