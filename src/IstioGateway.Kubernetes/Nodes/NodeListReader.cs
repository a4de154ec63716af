using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Nodes;

/// <summary>Reads node lists from files.</summary>
public sealed class NodeListReader : INodeListReader
{
    private const int LongestByteOrderMark = 4;

    /// <inheritdoc/>
    public async IAsyncEnumerable<NodeRecord> ReadNodeListAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        await using Stream utf8 = await OpenUtf8Async(stream, cancellationToken);
        using var pump = new JsonTokenPump(utf8);
        var parser = new NodeAnswerParser();
        bool more;
        do
        {
            more = await PumpAsync(pump, parser, cancellationToken);
            foreach (NodeRecord node in parser.TakeReady())
            {
                yield return node;
            }
        }
        while (more);

        if (parser.Unusable is not null)
        {
            throw new FormatException($"This is no list of nodes that can be read: {parser.Unusable}.");
        }

        if (!parser.IsAboutNodes)
        {
            throw new FormatException(parser.Kind is null
                ? "This is no list of nodes: the output of 'kubectl get nodes -o json' is expected."
                : $"This is a {parser.Kind}, no list of nodes: the output of 'kubectl get nodes -o json' is expected.");
        }
    }

    private static async Task<bool> PumpAsync(JsonTokenPump pump, NodeAnswerParser parser, CancellationToken cancellationToken)
    {
        try
        {
            return await pump.PumpAsync(parser, cancellationToken);
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}: " : "";
            throw new FormatException($"This is no JSON: {place}{e.Message}", e);
        }
    }

    /// <summary>The text as UTF-8, whatever its byte order mark says it is.</summary>
    private static async Task<Stream> OpenUtf8Async(Stream stream, CancellationToken cancellationToken)
    {
        byte[] start = new byte[LongestByteOrderMark];
        int length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(start.AsMemory(0, length), stream);
        Encoding? encoding = start.AsSpan(0, length) switch
        {
            [0xFF, 0xFE, 0, 0, ..] => Encoding.UTF32,
            [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        return encoding is null ? whole : Encoding.CreateTranscodingStream(whole, encoding, Encoding.UTF8);
    }
}
