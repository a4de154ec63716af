using System.Management.Automation;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Errors;

/// <summary>The category of each way in which a template in force cannot be read.</summary>
internal static class LiveTemplateErrors
{
    public static ErrorCategory Category(this LiveTemplateException exception) => exception.Error switch
    {
        LiveTemplateError.NotAllowed => ErrorCategory.PermissionDenied,
        LiveTemplateError.Unreadable => ErrorCategory.InvalidData,
        LiveTemplateError.NoActiveRevision => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.ObjectNotFound,
    };
}
