using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IstioGateway.Templates;

/// <summary>
/// An override as it was before a change, with where and when. Kept as a JSON file that people can read too; a file is never
/// overwritten.
/// </summary>
public sealed record TemplateBackup
{
    private const int CurrentFormat = 1;
    private const int MostNamesTried = 1000;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Version of the file's form.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Name of the cluster.</summary>
    public required string Cluster { get; init; }

    /// <summary>Base address of the API server.</summary>
    public required string Server { get; init; }

    /// <summary>Name of the <c>Istio</c> resource.</summary>
    public required string Istio { get; init; }

    /// <summary><c>spec.version</c> at that time.</summary>
    public required string? IstioVersion { get; init; }

    /// <summary>Name of the template.</summary>
    public required string TemplateName { get; init; }

    /// <summary>The override; <see langword="null"/> when there was none.</summary>
    public required string? Template { get; init; }

    /// <summary>SHA-256 of its UTF-8, lower-case hex; <see langword="null"/> when there was none.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Makes a backup of what a plan found.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="clock">The clock.</param>
    public static TemplateBackup Of(IstioCluster cluster, TemplateChangePlan plan, TimeProvider clock) => new()
    {
        Time = clock.GetUtcNow(),
        Cluster = cluster.Name,
        Server = cluster.Server?.ToString() ?? "",
        Istio = plan.IstioName,
        IstioVersion = plan.IstioVersion,
        TemplateName = plan.TemplateName,
        Template = plan.Current,
        Sha256 = plan.CurrentSha256,
    };

    /// <summary>Writes it to a new file in a folder; names sort by time.</summary>
    /// <remarks>
    /// It is written as <c>NAME.tmp</c> and gets its name only once all of it is on the disk: a process that is lost before
    /// leaves that file behind, which nothing reads, and never half a backup.
    /// </remarks>
    /// <param name="folder">The folder; it is made when it does not exist.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The file's absolute path.</returns>
    /// <exception cref="InvalidDataException">The text holds half a surrogate pair, which no UTF-8 can carry.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public async Task<string> SaveAsync(string folder, CancellationToken cancellationToken)
    {
        // The JSON writer would put U+FFFD in the place of what UTF-8 cannot carry, and the bytes would not come back.
        if (Template is not null && !TemplateText.IsWellFormed(Template))
        {
            throw new InvalidDataException("The template holds half a surrogate pair, which no UTF-8 can carry; it cannot be kept.");
        }

        byte[] content = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        string directory = Directory.CreateDirectory(folder).FullName;
        for (int number = 1; ; number++)
        {
            string path = Path.Combine(directory, FileName(number));
            if (await TryWriteAsync(path, content, number < MostNamesTried, cancellationToken).ConfigureAwait(false))
            {
                return path;
            }
        }
    }

    /// <summary>Reads a backup and checks that it is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="InvalidDataException">The file is no backup, of a later form, or was changed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<TemplateBackup> ReadAsync(string path, CancellationToken cancellationToken)
    {
        TemplateBackup? backup;
        try
        {
            byte[] content = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            backup = JsonSerializer.Deserialize<TemplateBackup>(content, Json);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is no template backup: {exception.Message}", exception);
        }

        if (backup is not { Format: CurrentFormat })
        {
            throw new InvalidDataException($"'{path}' is no template backup of a form that this version knows.");
        }

        string? hash = backup.Template is null ? null : TemplateText.HashOf(backup.Template);
        return hash == backup.Sha256
            ? backup
            : throw new InvalidDataException($"'{path}' was changed: its template does not have the SHA-256 {backup.Sha256}.");
    }

    /// <summary>
    /// Writes a file unless it is there or another process is at it. Whoever could create <c>NAME.tmp</c> has NAME for itself,
    /// for no file gets that name in another way; <see cref="File.Move(string, string, bool)"/> alone would not do, since on
    /// Unix it looks first and then renames over what came in between.
    /// </summary>
    private static async Task<bool> TryWriteAsync(string path, byte[] content, bool mayFail, CancellationToken cancellationToken)
    {
        string unfinished = path + ".tmp";
        FileStream file;
        try
        {
            file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 4096, useAsync: true);
        }
        catch (IOException) when (mayFail && (File.Exists(unfinished) || File.Exists(path)))
        {
            return false;
        }

        bool isNamed = false;
        try
        {
            await using (file.ConfigureAwait(false))
            {
                if (File.Exists(path))
                {
                    return false;
                }

                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                await file.FlushAsync(cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: false);
            isNamed = true;
            return true;
        }
        finally
        {
            if (!isNamed)
            {
                File.Delete(unfinished);
            }
        }
    }

    private string FileName(int number)
    {
        string time = Time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture);
        string suffix = number == 1 ? "" : FormattableString.Invariant($"_{number}");
        return $"{time}_{Safe(Cluster)}_{Safe(Istio)}_{Safe(TemplateName)}{suffix}.json";
    }

    // Context names may hold anything, such as arn:aws:eks:... or user@host/cluster.
    private static string Safe(string text)
    {
        StringBuilder safe = new();
        foreach (char c in text.Length <= 60 ? text : text[..60])
        {
            safe.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-');
        }

        return safe.ToString();
    }
}
