using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace IstioGateway.Templates;

/// <summary>
/// What Helm keeps of a release in a Secret: base64 of gzip of JSON, in which the chart's files are base64 again (helm
/// pkg/storage/driver/util.go decodeRelease, pkg/chart/v2/chart.go). Only the chart is looked at; its values, which may hold
/// anything, never leave this class.
/// </summary>
internal sealed class HelmRelease
{
    /// <summary>Most bytes a release may unpack to; the Secret itself holds at most 1 MiB, istiod's unpacks to about 2 MiB.</summary>
    public const int MaximumBytes = 32 * 1024 * 1024;

    private static readonly byte[] GzipMagic = [0x1F, 0x8B, 0x08];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _files;

    private HelmRelease(Dictionary<string, string> files, string? appVersion) => (_files, AppVersion) = (files, appVersion);

    /// <summary>The chart's <c>appVersion</c>, which is the Istio version.</summary>
    public string? AppVersion { get; }

    /// <summary>Reads the Secret's <c>data.release</c> as the API server gives it.</summary>
    /// <exception cref="FormatException">It is no release; the message says why, and quotes nothing of it.</exception>
    public static HelmRelease Parse(string data)
    {
        try
        {
            byte[] encoded = Convert.FromBase64String(data);
            byte[] packed = Convert.FromBase64String(Encoding.ASCII.GetString(encoded));
            using JsonDocument release = JsonDocument.Parse(Unpack(packed));
            return Read(release.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException)
        {
            // The parsers' own words may quote what they stumbled over.
            throw new FormatException("it is no gzip of JSON that Helm would have written", exception);
        }
    }

    /// <summary>The text of a file of the chart; <see langword="null"/> for none.</summary>
    /// <exception cref="FormatException">The file is no base64 of UTF-8.</exception>
    public string? File(string name)
    {
        try
        {
            return _files.TryGetValue(name, out string? content) ? StrictUtf8.GetString(Convert.FromBase64String(content)) : null;
        }
        catch (DecoderFallbackException exception)
        {
            throw new FormatException($"its file {name} is no UTF-8 text", exception);
        }
    }

    // Helm packs since version 2.3 and reads unpacked releases still.
    private static ReadOnlyMemory<byte> Unpack(byte[] packed)
    {
        if (!packed.AsSpan().StartsWith(GzipMagic))
        {
            return packed;
        }

        using MemoryStream source = new(packed);
        using GZipStream gzip = new(source, CompressionMode.Decompress);
        using MemoryStream unpacked = new();
        byte[] piece = new byte[64 * 1024];
        int read;
        while ((read = gzip.Read(piece)) > 0)
        {
            if (unpacked.Length + read > MaximumBytes)
            {
                throw new FormatException($"it unpacks to more than {MaximumBytes / (1024 * 1024)} MiB");
            }

            unpacked.Write(piece, 0, read);
        }

        return unpacked.ToArray();
    }

    private static HelmRelease Read(JsonElement release)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        JsonElement chart = Member(release, "chart") ?? throw new FormatException("it holds no chart");
        if (Member(chart, "files") is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (JsonElement file in list.EnumerateArray())
            {
                if (Text(file, "name") is { } name && Text(file, "data") is { } data)
                {
                    files[name] = data;
                }
            }
        }

        return new HelmRelease(files, Member(chart, "metadata") is { } metadata ? Text(metadata, "appVersion") : null);
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : null;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
