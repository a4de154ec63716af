using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Publishing;

namespace IstioGateway.Commands.Publishing;

/// <summary>The errors of publishing: what failed, in the server's words, and what to do about it. Their target is the object's record.</summary>
/// <param name="cluster">Name of the cluster.</param>
internal sealed class PublishErrors(string cluster)
{
    /// <summary>Whether the server says that the namespace is not there (404 with the namespace as what is missing).</summary>
    public static bool IsMissingNamespace(ClusterException failure) => failure.Kind == ClusterErrorKind.ResourceNotFound
        && failure.ServerMessage?.StartsWith("namespaces \"", StringComparison.Ordinal) == true;

    /// <summary>Fields and the managers that hold them, for people.</summary>
    public static string Fields(IEnumerable<FieldConflict> conflicts) => string.Join(
        "; ",
        conflicts.GroupBy(conflict => conflict.Manager, StringComparer.Ordinal)
            .Select(group => $"{string.Join(", ", group.Select(conflict => conflict.Field))} ({group.Key})"));

    /// <summary>The record for an object that could not be applied.</summary>
    public ErrorRecord Of(ClusterException failure, PublishedManifest item, IReadOnlyList<FieldConflict> conflicts)
    {
        if (conflicts.Count > 0)
        {
            return Create(
                ErrorId.ApplyConflict,
                ErrorCategory.ResourceExists,
                item,
                Messages.Get(ErrorId.ApplyConflict, cluster, Name(item), Fields(conflicts)),
                Messages.Advice(ErrorId.ApplyConflict, string.Join(", ", conflicts.Select(conflict => conflict.Manager).Distinct(StringComparer.Ordinal))),
                failure);
        }

        if (IsMissingNamespace(failure) && item.Namespace is { } place)
        {
            return Create(
                ErrorId.NamespaceNotFound, ErrorCategory.ObjectNotFound, item, Messages.Get(ErrorId.NamespaceNotFound, cluster, place), cause: failure);
        }

        if (Denial.IsByAdmission(failure))
        {
            ErrorCategory category = failure.ServerMessage!.Contains("exceeded quota", StringComparison.Ordinal)
                ? ErrorCategory.QuotaExceeded
                : ErrorCategory.PermissionDenied;
            return Create(ErrorId.AdmissionRefused, category, item, Messages.Get(ErrorId.AdmissionRefused, cluster, Name(item), failure.ServerMessage), cause: failure);
        }

        if (failure.Kind == ClusterErrorKind.TooLarge)
        {
            return Create(
                ErrorId.ManifestTooLarge, ErrorCategory.LimitsExceeded, item, Messages.Get(ErrorId.ManifestTooLarge, cluster, Name(item), failure.Message), cause: failure);
        }

        return ErrorRecords.From(failure, item, cluster);
    }

    /// <summary>The record for a namespace that is not there.</summary>
    public ErrorRecord NamespaceMissing(string place) => Create(
        ErrorId.NamespaceNotFound, ErrorCategory.ObjectNotFound, place, Messages.Get(ErrorId.NamespaceNotFound, cluster, place));

    /// <summary>The record for a Deployment whose pods would not be injected.</summary>
    public ErrorRecord NotInjected(PublishedManifest item, IReadOnlyList<InjectionFinding> findings) => Create(
        ErrorId.GatewayNotInjected,
        ErrorCategory.InvalidData,
        item,
        Messages.Get(ErrorId.GatewayNotInjected, cluster, Name(item), string.Join(' ', findings.Select(finding => finding.Message))),
        Messages.Advice(ErrorId.GatewayNotInjected, string.Join(' ', findings.Select(finding => finding.Recommendation).OfType<string>())));

    private static string Name(PublishedManifest item) => $"{item.Kind} {(item.Namespace is null ? item.Name : $"{item.Namespace}/{item.Name}")}";

    private static ErrorRecord Create(
        string id, ErrorCategory category, object target, string message, string? advice = null, Exception? cause = null)
    {
        ErrorRecord record = ErrorRecords.Create(id, category, target, message, advice, cause);
        record.CategoryInfo.TargetName = (target as PublishedManifest)?.Name ?? target.ToString()!;
        return record;
    }
}
