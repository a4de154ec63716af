using System.Management.Automation;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Errors;

/// <summary>What the user sees of a template in force that cannot be read.</summary>
internal static class LiveTemplateErrors
{
    /// <summary>Reads, and turns what goes wrong into the record of it.</summary>
    /// <exception cref="RecordException">The template cannot be read.</exception>
    public static async Task<T> ReportedAsync<T>(IstioCluster cluster, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (LiveTemplateException exception)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.LiveTemplateUnavailable,
                Category(exception),
                cluster,
                $"[{cluster.Name}] " + Messages.Get(ErrorId.LiveTemplateUnavailable, exception.Message),
                cause: exception));
        }
    }

    /// <summary>The category of each way in which a template cannot be read.</summary>
    public static ErrorCategory Category(LiveTemplateException exception) => exception.Error switch
    {
        LiveTemplateError.NotAllowed => ErrorCategory.PermissionDenied,
        LiveTemplateError.Unreadable => ErrorCategory.InvalidData,
        LiveTemplateError.NoActiveRevision => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.ObjectNotFound,
    };
}
