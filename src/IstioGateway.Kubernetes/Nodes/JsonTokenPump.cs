using System.Buffers;
using System.Text.Json;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>Takes the tokens of a JSON text one by one.</summary>
internal interface IJsonTokenSink
{
    /// <summary>One token; strings are read from <paramref name="reader"/>, which must not be moved.</summary>
    void Token(ref Utf8JsonReader reader);
}

/// <summary>
/// Reads a JSON text from a stream and hands out its tokens as they arrive. It holds one buffer, which is as large as the
/// largest single token needs, never the text.
/// </summary>
internal sealed class JsonTokenPump : IDisposable
{
    private const int InitialBytes = 32 * 1024;

    /// <summary>No value of a node comes near it; a text without an end would otherwise fill the memory.</summary>
    private const int MaximumTokenBytes = 16 * 1024 * 1024;

    private readonly Stream _stream;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _length;
    private bool _atStart = true;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 512 });

    public JsonTokenPump(Stream stream) => _stream = stream;

    /// <summary>Whether the whole text has arrived; what is wrong with it then is that it ends too early.</summary>
    public bool AtEnd { get; private set; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads what the stream has to offer next, and hands out the tokens in it.</summary>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="JsonException">The text is no JSON, or ends too early.</exception>
    public async ValueTask<bool> PumpAsync(IJsonTokenSink sink, CancellationToken cancellationToken)
    {
        if (_length == _buffer.Length)
        {
            Grow();
        }

        int count = await _stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
        _length += count;
        AtEnd = count == 0;
        Drain(sink, isFinal: AtEnd);
        return count > 0;
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Drain(IJsonTokenSink sink, bool isFinal)
    {
        ReadOnlySpan<byte> text = _buffer.AsSpan(0, _length);
        int skipped = 0;
        if (_atStart)
        {
            if (!isFinal && text.Length < ByteOrderMark.Length)
            {
                return;
            }

            _atStart = false;
            if (text.StartsWith(ByteOrderMark))
            {
                skipped = ByteOrderMark.Length;
            }
        }

        var reader = new Utf8JsonReader(text[skipped..], isFinal, _state);
        while (reader.Read())
        {
            sink.Token(ref reader);
        }

        _state = reader.CurrentState;
        int used = skipped + (int)reader.BytesConsumed;
        _length -= used;
        _buffer.AsSpan(used, _length).CopyTo(_buffer);
    }

    private void Grow()
    {
        if (_buffer.Length >= MaximumTokenBytes)
        {
            throw new JsonException($"A single value is longer than {MaximumTokenBytes / (1024 * 1024)} MiB.");
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
