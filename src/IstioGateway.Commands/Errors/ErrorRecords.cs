using System.Management.Automation;
using IstioGateway.Clusters;

namespace IstioGateway.Commands.Errors;

/// <summary>Makes the error records of the module: a stable id, a category, the item as target, and what to do about it.</summary>
internal static class ErrorRecords
{
    /// <summary>Makes a record.</summary>
    /// <param name="errorId">One of <see cref="ErrorId"/>.</param>
    /// <param name="category">The category scripts can switch on.</param>
    /// <param name="target">The item it is about.</param>
    /// <param name="message">The sentence shown.</param>
    /// <param name="advice">What to do; <see langword="null"/> takes the id's own advice, if it has one.</param>
    /// <param name="cause">The exception behind it.</param>
    public static ErrorRecord Create(
        string errorId, ErrorCategory category, object? target, string message, string? advice = null, Exception? cause = null)
    {
        Exception exception = cause is null ? new InvalidOperationException(message) : new InvalidOperationException(message, cause);
        return new ErrorRecord(exception, errorId, category, target)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = advice ?? Messages.Advice(errorId) ?? "" },
        };
    }

    /// <summary>The record for a file that cannot be read, written or used; its message takes the path and the cause.</summary>
    public static ErrorRecord ForFile(string errorId, ErrorCategory category, string path, Exception cause) =>
        Create(errorId, category, path, Messages.Get(errorId, path, cause.Message), cause: cause);

    /// <summary>The record for a failure between the module and an API server.</summary>
    public static ErrorRecord From(ClusterException failure, object? target, string? clusterName)
    {
        (string id, ErrorCategory category) = Classify(failure);
        string where = clusterName is null ? "" : $"[{clusterName}] ";
        string message = where + failure.Message;
        ErrorRecord record = Create(id, category, target, message, AdviceFor(id, failure), failure);
        record.CategoryInfo.Activity = failure.Verb ?? "";
        record.CategoryInfo.TargetName = failure.ResourceName ?? failure.ResourceType?.QualifiedName ?? target?.ToString() ?? "";
        return record;
    }

    private static (string Id, ErrorCategory Category) Classify(ClusterException failure) => failure.Kind switch
    {
        ClusterErrorKind.Unauthenticated => (ErrorId.AuthenticationFailed, ErrorCategory.AuthenticationError),
        ClusterErrorKind.Forbidden => (ErrorId.PermissionDenied, ErrorCategory.PermissionDenied),
        ClusterErrorKind.ResourceNotFound when failure.ResourceType == ResourceType.Node =>
            (ErrorId.NodeNotFound, ErrorCategory.ObjectNotFound),
        ClusterErrorKind.ResourceNotFound => (ErrorId.ResourceNotFound, ErrorCategory.ObjectNotFound),
        ClusterErrorKind.TypeNotServed when IsBuiltIn(failure.ResourceType) => (ErrorId.TypeNotServed, ErrorCategory.ObjectNotFound),
        ClusterErrorKind.TypeNotServed => (ErrorId.TypeNotInstalled, ErrorCategory.ObjectNotFound),
        ClusterErrorKind.Conflict => (ErrorId.ResourceBusy, ErrorCategory.ResourceBusy),
        ClusterErrorKind.TooLarge when failure.Verb == "patch" && failure.ResourceType == ResourceType.Istio =>
            (ErrorId.TemplateTooLarge, ErrorCategory.LimitsExceeded),
        ClusterErrorKind.TooLarge => (ErrorId.RequestTooLarge, ErrorCategory.LimitsExceeded),
        ClusterErrorKind.TooManyRequests => (ErrorId.TooManyRequests, ErrorCategory.LimitsExceeded),
        ClusterErrorKind.Invalid => (ErrorId.ValueRefused, ErrorCategory.InvalidData),
        ClusterErrorKind.BadRequest when failure.Verb == "list" => (ErrorId.InvalidSelector, ErrorCategory.InvalidArgument),
        ClusterErrorKind.BadRequest => (ErrorId.BadRequest, ErrorCategory.InvalidArgument),
        ClusterErrorKind.Expired or ClusterErrorKind.ServerError => (ErrorId.ServerFailed, ErrorCategory.ResourceUnavailable),
        ClusterErrorKind.Unreachable => (ErrorId.ClusterUnreachable, ErrorCategory.ConnectionError),
        ClusterErrorKind.Tls => (ErrorId.TlsFailed, ErrorCategory.SecurityError),
        ClusterErrorKind.Timeout => (ErrorId.OperationTimedOut, ErrorCategory.OperationTimeout),
        ClusterErrorKind.BadResponse => (ErrorId.BadAnswer, ErrorCategory.ProtocolError),
        ClusterErrorKind.Kubeconfig => (ErrorId.KubeconfigInvalid, ErrorCategory.InvalidData),
        ClusterErrorKind.InvalidTarget => (ErrorId.ConnectionInvalid, ErrorCategory.InvalidArgument),
        ClusterErrorKind.Credential => (ErrorId.CredentialFailed, ErrorCategory.AuthenticationError),
        ClusterErrorKind.ManagedIdentity => (ErrorId.ManagedIdentityFailed, ErrorCategory.AuthenticationError),
        _ => (ErrorId.UnexpectedFailure, ErrorCategory.NotSpecified),
    };

    /// <summary>Whether every API server has the type, so that its absence is no missing installation.</summary>
    private static bool IsBuiltIn(ResourceType? type) => type is not null && !type.Group.Contains('.', StringComparison.Ordinal);

    private static string? AdviceFor(string id, ClusterException failure) => id switch
    {
        ErrorId.PermissionDenied => Messages.Advice(id, RbacRule.For(failure)),
        ErrorId.TypeNotInstalled when failure.ResourceType is { Group: not "sailoperator.io" } type =>
            Messages.Get(type.Group.EndsWith("istio.io", StringComparison.Ordinal) ? "IstioTypeNotInstalledAdvice" : "OtherTypeNotInstalledAdvice", type.QualifiedName, type.Group),
        ErrorId.TypeNotServed or ErrorId.TypeNotInstalled => Messages.Advice(id, failure.ResourceType?.QualifiedName ?? ""),
        ErrorId.ResourceNotFound => Messages.Advice(
            id, failure.ResourceType?.Plural ?? "", failure.Namespace is null ? "" : $" -n {failure.Namespace}"),
        _ => null,
    };
}
