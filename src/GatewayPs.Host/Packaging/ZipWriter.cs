using System.IO.Compression;

namespace GatewayPs.Host.Packaging;

/// <summary>
/// Zip files that are the same, byte for byte, for the same files: the entries in the order given, all of one time, with the same
/// rights. How far the bytes are compressed is the runtime's, so they are the same on one version and platform of it.
/// </summary>
internal static class ZipWriter
{
    // Reading for all, writing for the owner: rw-r--r-- of a regular file, where the zip format keeps Unix rights.
    private const int Rights = unchecked((int)(0x81A4u << 16));

    /// <summary>Writes a zip file. Times in it have no zone and even seconds.</summary>
    /// <exception cref="PackagingException">The format cannot say the time: it begins with 1980.</exception>
    public static byte[] Write(IEnumerable<PackageFile> files, DateTimeOffset time)
    {
        if (time.UtcDateTime.Year is < 1980 or > 2107)
        {
            throw new PackagingException($"A zip file cannot say {time:u}. Is SOURCE_DATE_EPOCH right?");
        }

        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (PackageFile file in files)
            {
                ZipArchiveEntry entry = archive.CreateEntry(file.Path, CompressionLevel.SmallestSize);
                entry.LastWriteTime = time.ToUniversalTime();
                entry.ExternalAttributes = Rights;
                using Stream content = entry.Open();
                content.Write(file.Content.Span);
            }
        }

        return stream.ToArray();
    }
}
