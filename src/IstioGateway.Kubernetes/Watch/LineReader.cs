using System.Buffers;

namespace IstioGateway.Kubernetes.Watch;

/// <summary>Cuts a stream into lines.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    /// <summary>etcd stores no object above 1.5 MiB; this leaves room for JSON's escapes and stops a stream without lines.</summary>
    internal const int MaximumLineBytes = 16 * 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
    private int _start;
    private int _end;
    private int _searched;

    /// <summary>The next line without its end, valid until the next call; <see langword="null"/> at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            int newLine = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (newLine >= 0)
            {
                int lineEnd = _searched + newLine;
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, lineEnd - _start);
                _start = _searched = lineEnd + 1;
                return line;
            }

            _searched = _end;
            MakeRoom();
            int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                ReadOnlyMemory<byte> rest = _buffer.AsMemory(_start, _end - _start);
                _start = _end;
                if (rest.IsEmpty)
                {
                    return null;
                }

                return rest;
            }

            _end += count;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void MakeRoom()
    {
        if (_end < _buffer.Length)
        {
            return;
        }

        int length = _end - _start;
        if (length >= MaximumLineBytes)
        {
            throw new InvalidDataException($"A line is longer than {MaximumLineBytes / (1024 * 1024)} MiB.");
        }

        byte[] target = _start > 0 ? _buffer : ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(_start, length).CopyTo(target);
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _searched -= _start;
        _end = length;
        _start = 0;
    }
}
