using System.Buffers;
using System.IO.Compression;

namespace IstioGateway.Sandbox.Api;

/// <summary>
/// A body that decides how it goes out when it knows how large it is: whole up to 128 KiB; above that in chunks, and gzipped
/// when the client takes gzip. Source: k8s.io/apiserver pkg/endpoints/handlers/responsewriters, deferredResponseWriter.
/// </summary>
internal sealed class DeferredBody(ApiCall call) : IAsyncDisposable
{
    private const int Threshold = 128 * 1024;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private MemoryStream? _zipped;
    private GZipStream? _gzip;

    /// <summary>Where small pieces are written; call <see cref="FlushAsync"/> between them.</summary>
    public ArrayBufferWriter<byte> Buffer => _buffer;

    /// <summary>Adds bytes.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (call.Response.Started && _buffer.WrittenCount == 0)
        {
            await SendAsync(bytes);
            return;
        }

        _buffer.Write(bytes.Span);
        await FlushAsync();
    }

    /// <summary>Sends what is buffered if it is enough to be worth it.</summary>
    public async Task FlushAsync()
    {
        if (_buffer.WrittenCount <= Threshold)
        {
            return;
        }

        if (!call.Response.Started)
        {
            await StartAsync();
        }

        await SendAsync(_buffer.WrittenMemory);
        _buffer.ResetWrittenCount();
    }

    /// <summary>Sends the rest.</summary>
    public async Task CompleteAsync()
    {
        if (!call.Response.Started)
        {
            await call.Response.SendAsync(_buffer.WrittenMemory, call.CancellationToken);
            return;
        }

        await SendAsync(_buffer.WrittenMemory);
        if (_gzip is not null)
        {
            await _gzip.DisposeAsync();
            await SendZippedAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_gzip is not null)
        {
            await _gzip.DisposeAsync();
            await _zipped!.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        if (call.Request.Headers.HasToken("Accept-Encoding", "gzip"))
        {
            call.Response.Headers.Set("Content-Encoding", "gzip");
            call.Response.Headers.Set("Vary", "Accept-Encoding");
            _zipped = new MemoryStream();
            _gzip = new GZipStream(_zipped, CompressionLevel.Fastest, leaveOpen: true);
        }

        await call.Response.StartAsync(call.CancellationToken);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_gzip is null)
        {
            await call.Response.WriteAsync(bytes, call.CancellationToken);
            return;
        }

        await _gzip.WriteAsync(bytes, call.CancellationToken);
        if (_zipped!.Length >= Threshold)
        {
            await SendZippedAsync();
        }
    }

    private async Task SendZippedAsync()
    {
        await call.Response.WriteAsync(_zipped!.GetBuffer().AsMemory(0, (int)_zipped.Length), call.CancellationToken);
        _zipped.SetLength(0);
    }
}
