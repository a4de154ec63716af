using System.Buffers;
using System.Globalization;
using System.Text;

namespace IstioGateway.Sandbox.Http;

/// <summary>Reads requests off a connection: RFC 9112, with <c>Content-Length</c> and chunked bodies.</summary>
internal sealed class RequestReader(InputBuffer input, HttpLimits limits, bool secure)
{
    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>Reads one request; <see langword="null"/> when the client has closed instead.</summary>
    /// <param name="sendContinue">Sends <c>100 Continue</c> to a client that waits for it.</param>
    /// <exception cref="BadRequestException">What arrived is no request, or is over the limits.</exception>
    public async Task<HttpRequest?> ReadAsync(Func<Task> sendContinue)
    {
        int length = await FindHeadAsync();
        if (length < 0)
        {
            return null;
        }

        string[] lines = Encoding.Latin1.GetString(input.Available.Span[..length]).Split("\r\n");
        input.Consume(length + EndOfHead.Length);
        string[] parts = lines[0].Split(' ');
        if (parts.Length != 3 || !parts[2].StartsWith("HTTP/1.", StringComparison.Ordinal) || !parts[1].StartsWith('/'))
        {
            throw new BadRequestException(400, "malformed request line");
        }

        HeaderList headers = ParseHeaders(lines);
        bool chunked = headers.HasToken("Transfer-Encoding", "chunked");
        long declared = chunked ? 0 : DeclaredLength(headers);
        if ((chunked || declared > 0) && headers.HasToken("Expect", "100-continue"))
        {
            await sendContinue();
        }

        BodyBuffer body = new(limits);
        if (chunked)
        {
            await ReadChunksAsync(body);
        }
        else
        {
            await ReadBytesAsync(declared, body);
        }

        bool http10 = parts[2] == "HTTP/1.0";
        int question = parts[1].IndexOf('?', StringComparison.Ordinal);
        return new HttpRequest
        {
            Method = parts[0].ToUpperInvariant(),
            RawPath = question < 0 ? parts[1] : parts[1][..question],
            RawQuery = question < 0 ? "" : parts[1][(question + 1)..],
            Headers = headers,
            KeepAlive = http10 ? headers.HasToken("Connection", "keep-alive") : !headers.HasToken("Connection", "close"),
            IsHttp10 = http10,
            Body = body.Bytes,
            BodyLength = body.Length,
            BodyTooLarge = body.TooLarge,
            IsSecure = secure,
        };
    }

    private async Task<int> FindHeadAsync()
    {
        int searched = 0;
        while (true)
        {
            int found = input.Available.Span[searched..].IndexOf(EndOfHead);
            if (found >= 0)
            {
                return searched + found;
            }

            if (input.Available.Length > limits.HeadBytes)
            {
                throw new BadRequestException(431, "request header fields too large");
            }

            searched = Math.Max(0, input.Available.Length - (EndOfHead.Length - 1));
            if (!await input.FillAsync())
            {
                return -1;
            }
        }
    }

    private static HeaderList ParseHeaders(string[] lines)
    {
        HeaderList headers = new();
        for (int i = 1; i < lines.Length; i++)
        {
            int colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || char.IsWhiteSpace(lines[i][colon - 1]))
            {
                throw new BadRequestException(400, "malformed header field");
            }

            headers.Add(lines[i][..colon], lines[i][(colon + 1)..].Trim());
        }

        return headers;
    }

    private static long DeclaredLength(HeaderList headers)
    {
        if (headers["Content-Length"] is not { } text)
        {
            return 0;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? length
            : throw new BadRequestException(400, "malformed Content-Length");
    }

    private async Task ReadChunksAsync(BodyBuffer body)
    {
        while (true)
        {
            string line = await ReadLineAsync();
            string size = line.Split(';')[0].Trim();
            if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long length) || length < 0)
            {
                throw new BadRequestException(400, "malformed chunk size");
            }

            if (length == 0)
            {
                while ((await ReadLineAsync()).Length > 0)
                {
                    // Trailer fields are allowed and mean nothing here.
                }

                return;
            }

            await ReadBytesAsync(length, body);
            if ((await ReadLineAsync()).Length > 0)
            {
                throw new BadRequestException(400, "malformed chunk");
            }
        }
    }

    private async Task ReadBytesAsync(long count, BodyBuffer body)
    {
        while (count > 0)
        {
            if (input.Available.IsEmpty && !await input.FillAsync())
            {
                throw new BadRequestException(400, "unexpected end of request body");
            }

            int take = (int)Math.Min(count, input.Available.Length);
            body.Add(input.Available.Span[..take]);
            input.Consume(take);
            count -= take;
        }
    }

    private async Task<string> ReadLineAsync()
    {
        const int Longest = 4096;
        while (true)
        {
            int end = input.Available.Span.IndexOf("\r\n"u8);
            if (end >= 0)
            {
                string line = Encoding.Latin1.GetString(input.Available.Span[..end]);
                input.Consume(end + 2);
                return line;
            }

            if (input.Available.Length > Longest || !await input.FillAsync())
            {
                throw new BadRequestException(400, "malformed chunked body");
            }
        }
    }

    /// <summary>Collects a body up to the limit, then only counts, so that the client can be answered instead of cut off.</summary>
    private sealed class BodyBuffer(HttpLimits limits)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public long Length { get; private set; }

        public bool TooLarge => Length > limits.BodyBytes;

        public ReadOnlyMemory<byte> Bytes => TooLarge ? default : _bytes.WrittenMemory;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            Length += bytes.Length;
            if (Length > limits.DrainedBytes)
            {
                throw new BadRequestException(413, "request body too large");
            }

            if (TooLarge)
            {
                _bytes.ResetWrittenCount();
            }
            else
            {
                _bytes.Write(bytes);
            }
        }
    }
}
