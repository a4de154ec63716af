using IstioGateway.Sandbox.Http;

namespace IstioGateway.Sandbox.Faults;

/// <summary>What a fault does to a request. Times run on the sandbox's clock.</summary>
public abstract class FaultEffect
{
    private protected FaultEffect()
    {
    }

    /// <summary>Answers with a Status object of this code, as the API server or a proxy before it would.</summary>
    /// <param name="statusCode">401, 403, 404, 409, 410, 413, 422, 429, 500, 502, 503, 504, ...</param>
    /// <param name="retryAfter">Sent as <c>Retry-After</c> in whole seconds.</param>
    /// <param name="message">The status's message; a usual one when not given.</param>
    public static FaultEffect Status(int statusCode, TimeSpan? retryAfter = null, string? message = null) =>
        new StatusFault(statusCode, retryAfter, message);

    /// <summary>Answers as a server that does not know the resource type: 404 in plain text, no Status object.</summary>
    public static FaultEffect NotServed() => CannedFault.Text(404, "text/plain; charset=utf-8", "404 page not found\n");

    /// <summary>Resets the connection before any byte of an answer.</summary>
    public static FaultEffect Reset() => new ResetFault();

    /// <summary>Answers truly, but resets the connection after this many bytes of the body.</summary>
    public static FaultEffect CutAfter(int bodyBytes) => new BodyFault(_ => new CutFilter(bodyBytes));

    /// <summary>Answers truly, but the body comes in small pieces with pauses between them.</summary>
    public static FaultEffect SlowBody(int bytesPerPiece, TimeSpan pause) => new BodyFault(clock => new SlowFilter(bytesPerPiece, pause, clock));

    /// <summary>Answers truly, but after this many bytes of the body nothing more comes and the connection stays open.</summary>
    public static FaultEffect StallAfter(int bodyBytes) => new BodyFault(_ => new StallFilter(bodyBytes));

    /// <summary>Answers truly, but under another content type.</summary>
    public static FaultEffect ContentType(string contentType) => new ContentTypeFault(contentType);

    /// <summary>Answers 200 with JSON that ends too early.</summary>
    public static FaultEffect MalformedJson() =>
        CannedFault.Text(200, "application/json", "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[{\"metadata\":{\"name\":");

    /// <summary>Answers 200 with a gzip stream that ends too early.</summary>
    public static FaultEffect TruncatedGzip() => CannedFault.HalfGzip();

    /// <summary>Answers with a web page, as a proxy or a login portal does.</summary>
    public static FaultEffect HtmlPage(int statusCode = 200) => CannedFault.Text(
        statusCode, "text/html; charset=utf-8", "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>");

    /// <summary>Sends the client elsewhere.</summary>
    public static FaultEffect Redirect(Uri location) => CannedFault.To(location);

    /// <summary>Answers after a pause.</summary>
    public static FaultEffect Delay(TimeSpan pause) => new DelayFault(pause);

    /// <summary>A watch whose connection is reset after this many events.</summary>
    public static FaultEffect WatchDropped(int afterEvents) => new BodyFault(_ => new DropFilter(afterEvents));

    /// <summary>A watch that the server ends at once, properly and without an event.</summary>
    public static FaultEffect WatchEmpty() => CannedFault.Text(200, "application/json", "");

    /// <summary>A watch that consists of one ERROR event.</summary>
    public static FaultEffect WatchError(int code = 410, string message = "too old resource version: 1 (2)") => new WatchErrorFault(code, message);

    /// <summary>Does it.</summary>
    /// <returns>Whether the request is answered by that; otherwise it is handled as if nothing were.</returns>
    internal abstract Task<bool> ApplyAsync(HttpRequest request, HttpResponse response, TimeProvider clock, CancellationToken cancellationToken);
}
