namespace IstioGateway.Kubernetes.Http;

/// <summary>
/// An answer's body. Reading it fails with <see cref="AttemptFailedException"/> only, ends at once with the caller's token,
/// never waits longer than allowed for the next byte, and never reads more than allowed.
/// </summary>
/// <param name="inner">The body itself.</param>
/// <param name="request">What it answers.</param>
/// <param name="server">Who answers.</param>
/// <param name="limits">How long and how much.</param>
internal sealed class ResponseBody(Stream inner, ApiRequest request, Uri server, BodyLimits limits) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = limits.Idle == Timeout.InfiniteTimeSpan
            ? await ReadTranslatedAsync(buffer, cancellationToken, cancellationToken)
            : await ReadWithinAsync(buffer, cancellationToken);
        _read += count;
        if (_read > limits.MaximumBytes)
        {
            throw TransportTranslator.BadResponse(
                request, server, $"more than {limits.MaximumBytes / (1024 * 1024)} MiB", RetryAdvice.Never);
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A body is read asynchronously, so that it can be cancelled.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadWithinAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(limits.Idle, limits.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, idle.Token);
        return await ReadTranslatedAsync(buffer, either.Token, cancellationToken);
    }

    private async ValueTask<int> ReadTranslatedAsync(
        Memory<byte> buffer, CancellationToken readToken, CancellationToken callerToken)
    {
        try
        {
            return await inner.ReadAsync(buffer, readToken);
        }
        catch (Exception e) when (e is OperationCanceledException || TransportTranslator.Understands(e))
        {
            callerToken.ThrowIfCancellationRequested();
            throw readToken.IsCancellationRequested
                ? TransportTranslator.Timeout(request, server, limits.Idle, inBody: true)
                : TransportTranslator.WhileReading(request, server, e);
        }
    }
}
