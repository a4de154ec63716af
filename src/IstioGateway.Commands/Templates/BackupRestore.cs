using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Templates;

/// <summary>Reads a backup for one cluster, and refuses one that belongs elsewhere.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="IstioName">The resource that was named; <see langword="null"/> leaves it to the backup.</param>
/// <param name="TemplateName">The template that was named; <see langword="null"/> leaves it to the backup.</param>
/// <param name="Force">Whether one that belongs elsewhere is restored all the same.</param>
internal sealed record BackupRestore(string Path, string? IstioName, string? TemplateName, bool Force)
{
    /// <summary>Reads it and says what is to be restored, and where.</summary>
    /// <exception cref="RecordException">It cannot be read, is no backup, or belongs elsewhere.</exception>
    public async Task<(string IstioName, string TemplateName, string? Template)> ReadAsync(
        IstioCluster cluster, IPipeline pipeline, CancellationToken cancellationToken)
    {
        TemplateBackup backup = await ReadFileAsync(cancellationToken).ConfigureAwait(false);
        string istioName = IstioName ?? backup.Istio;
        string templateName = TemplateName ?? backup.TemplateName;
        string[] others =
        [
            .. Other("server", backup.Server, cluster.Server?.ToString() ?? "", StringComparison.OrdinalIgnoreCase),
            .. Other("istio", backup.Istio, istioName, StringComparison.Ordinal),
            .. Other("templateName", backup.TemplateName, templateName, StringComparison.Ordinal),
        ];
        if (others.Length > 0)
        {
            string what = string.Join(", ", others);
            if (!Force)
            {
                throw new RecordException(ErrorRecords.Create(
                    ErrorId.BackupMismatch,
                    ErrorCategory.InvalidArgument,
                    cluster,
                    Messages.Get(ErrorId.BackupMismatch, cluster.Name, Path, what)));
            }

            pipeline.WriteWarning(Messages.Get("BackupForced", cluster.Name, Path, what));
        }

        pipeline.WriteVerbose(Messages.Get("BackupRead", cluster.Name, Path, backup.Time.UtcDateTime, templateName, istioName));
        return (istioName, templateName, backup.Template);
    }

    private async Task<TemplateBackup> ReadFileAsync(CancellationToken cancellationToken)
    {
        try
        {
            TemplateBackup backup = await TemplateBackup.ReadAsync(Path, cancellationToken).ConfigureAwait(false);
            string? reason = ResourceName.WhyNotSubdomain(backup.Istio) ?? Patches.TemplateName.WhyNot(backup.TemplateName);
            return reason is null ? backup : throw new InvalidDataException($"it names no resource or template that could exist, for {reason}");
        }
        catch (InvalidDataException exception)
        {
            throw new RecordException(ErrorRecords.ForFile(ErrorId.BackupInvalid, ErrorCategory.InvalidData, Path, exception));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ErrorCategory category = exception is FileNotFoundException or DirectoryNotFoundException
                ? ErrorCategory.ObjectNotFound
                : ErrorCategory.OpenError;
            throw new RecordException(ErrorRecords.ForFile(ErrorId.FileNotReadable, category, Path, exception));
        }
    }

    private static IEnumerable<string> Other(string what, string backup, string here, StringComparison comparison) =>
        string.Equals(backup, here, comparison) ? [] : [Messages.Get("BackupOther", what, backup, here)];
}
