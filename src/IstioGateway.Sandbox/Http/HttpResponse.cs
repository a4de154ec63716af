using System.Globalization;
using System.Text;

namespace IstioGateway.Sandbox.Http;

/// <summary>The answer to one request: either whole, with its length, or streamed in chunks, each on the wire when its write returns.</summary>
internal sealed class HttpResponse(Stream output, HttpRequest? request, Action abort)
{
    private bool _chunked;
    private bool _completed;

    /// <summary>Status code; set before the first byte.</summary>
    public int StatusCode { get; set; } = 200;

    /// <summary>Header fields; set before the first byte.</summary>
    public HeaderList Headers { get; } = new();

    /// <summary>Whether the head has been written.</summary>
    public bool Started { get; private set; }

    /// <summary>Whether the connection may be used again after this exchange.</summary>
    public bool KeepAlive { get; set; } = request?.KeepAlive ?? false;

    /// <summary>Whether the connection was cut instead of answered in full.</summary>
    public bool Aborted { get; private set; }

    /// <summary>Stands between the body and the wire, if set.</summary>
    public BodyFilter? Filter { get; set; }

    /// <summary>The content type that is sent whatever the handler says, if set.</summary>
    public string? ContentTypeOverride { get; set; }

    /// <summary>Bytes of body handed over so far.</summary>
    public long BodyBytes { get; private set; }

    private bool HasBody => request?.Method != "HEAD" && StatusCode is not (204 or 304);

    /// <summary>Sends a whole answer.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        Headers.Set("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        BodyBytes = body.Length;
        byte[] head = MakeHead();
        Started = true;
        _completed = true;
        if (Filter is null)
        {
            // One write, so that a small answer is one segment.
            byte[] message = new byte[head.Length + (HasBody ? body.Length : 0)];
            head.CopyTo(message, 0);
            if (HasBody)
            {
                body.CopyTo(message.AsMemory(head.Length));
            }

            await output.WriteAsync(message, cancellationToken);
        }
        else
        {
            await output.WriteAsync(head, cancellationToken);
            await Filter.WriteAsync(HasBody ? body : default, this, cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Sends the head of an answer whose body follows in pieces.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _chunked = request is not { IsHttp10: true };
        if (_chunked)
        {
            Headers.Set("Transfer-Encoding", "chunked");
        }
        else
        {
            KeepAlive = false;
        }

        byte[] head = MakeHead();
        Started = true;
        await output.WriteAsync(head, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Sends a piece of the body; it is on the wire when this returns.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty || !HasBody)
        {
            return;
        }

        BodyBytes += bytes.Length;
        if (Filter is null)
        {
            await SendBodyAsync(bytes, cancellationToken);
        }
        else
        {
            await Filter.WriteAsync(bytes, this, cancellationToken);
        }
    }

    /// <summary>Puts body bytes on the wire past the filter.</summary>
    public async Task SendBodyAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_chunked)
        {
            await output.WriteAsync(Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), cancellationToken);
        }

        await output.WriteAsync(bytes, cancellationToken);
        if (_chunked)
        {
            await output.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Ends a streamed answer; does nothing after a whole or a cut one.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_completed || Aborted || !Started)
        {
            return;
        }

        _completed = true;
        if (_chunked && HasBody)
        {
            await output.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Resets the connection.</summary>
    public void Abort()
    {
        Aborted = true;
        KeepAlive = false;
        abort();
    }

    private byte[] MakeHead()
    {
        if (ContentTypeOverride is not null)
        {
            Headers.Set("Content-Type", ContentTypeOverride);
        }

        StringBuilder head = new(256);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {StatusCode} {ReasonPhrases.For(StatusCode)}\r\n");
        foreach ((string name, string value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (!KeepAlive)
        {
            head.Append("Connection: close\r\n");
        }

        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }
}
