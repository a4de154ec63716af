using System.Net.Sockets;

namespace IstioGateway.Sandbox.Http;

/// <summary>
/// The read side of a connection. While a handler runs it keeps one read pending, which is how a client that goes away is
/// noticed; what arrives meanwhile belongs to the next request.
/// </summary>
internal sealed class InputBuffer(Stream stream, CancellationTokenSource closed)
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _start;
    private int _end;
    private Task<int>? _pending;

    /// <summary>What has arrived and is not consumed yet.</summary>
    public ReadOnlyMemory<byte> Available => _bytes.AsMemory(_start, _end - _start);

    /// <summary>Marks bytes as used.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end && _pending is null)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Waits for more bytes; <see langword="false"/> when the client has closed.</summary>
    public async Task<bool> FillAsync()
    {
        int read = await (_pending ?? ReadAsync());
        _pending = null;
        _end += read;
        return read > 0;
    }

    /// <summary>Starts the read that notices a client going away.</summary>
    public void BeginReadAhead() => _pending ??= ReadAsync();

    /// <summary>Waits until the pending read, if any, has ended; called after the stream is closed.</summary>
    public async Task DrainAsync()
    {
        if (_pending is not null)
        {
            await _pending;
        }
    }

    private async Task<int> ReadAsync()
    {
        MakeRoom();
        int read;
        try
        {
            read = await stream.ReadAsync(_bytes.AsMemory(_end));
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            read = 0;
        }

        if (read == 0)
        {
            await closed.CancelAsync();
        }

        return read;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }
    }
}
