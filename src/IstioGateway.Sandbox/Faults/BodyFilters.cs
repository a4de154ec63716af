using IstioGateway.Sandbox.Http;

namespace IstioGateway.Sandbox.Faults;

/// <summary>Resets the connection after some bytes.</summary>
internal sealed class CutFilter(int bytes) : BodyFilter
{
    private int _left = bytes;

    public override async Task WriteAsync(ReadOnlyMemory<byte> bytes, HttpResponse response, CancellationToken cancellationToken)
    {
        int take = Math.Min(_left, bytes.Length);
        await response.SendBodyAsync(bytes[..take], cancellationToken);
        _left -= take;
        if (take < bytes.Length)
        {
            response.Abort();
            throw new IOException("The connection was cut on purpose.");
        }
    }
}

/// <summary>Sends some bytes and then nothing, until the client goes away.</summary>
internal sealed class StallFilter(int bytes) : BodyFilter
{
    private int _left = bytes;

    public override async Task WriteAsync(ReadOnlyMemory<byte> bytes, HttpResponse response, CancellationToken cancellationToken)
    {
        int take = Math.Min(_left, bytes.Length);
        await response.SendBodyAsync(bytes[..take], cancellationToken);
        _left -= take;
        if (take < bytes.Length)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }
}

/// <summary>Sends small pieces with pauses.</summary>
internal sealed class SlowFilter(int bytesPerPiece, TimeSpan pause, TimeProvider clock) : BodyFilter
{
    public override async Task WriteAsync(ReadOnlyMemory<byte> bytes, HttpResponse response, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            int take = Math.Min(bytesPerPiece, bytes.Length);
            await response.SendBodyAsync(bytes[..take], cancellationToken);
            bytes = bytes[take..];
            await Task.Delay(pause, clock, cancellationToken);
        }
    }
}

/// <summary>Resets a watch after some events; each is one write.</summary>
internal sealed class DropFilter(int events) : BodyFilter
{
    private int _left = events;

    public override async Task WriteAsync(ReadOnlyMemory<byte> bytes, HttpResponse response, CancellationToken cancellationToken)
    {
        if (_left-- > 0)
        {
            await response.SendBodyAsync(bytes, cancellationToken);
        }

        if (_left <= 0)
        {
            response.Abort();
            throw new IOException("The watch was dropped on purpose.");
        }
    }
}
