using System.Management.Automation;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Parameters;

/// <summary>Refuses names that no server would take, before anything is sent.</summary>
internal static class Names
{
    /// <summary>Ends the command when there is a reason against a name.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="reason">Why not; <see langword="null"/> for a good name.</param>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it is to name, with its article.</param>
    public static void Check(PSCmdlet cmdlet, string? reason, string name, string kind)
    {
        if (reason is not null)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.Create(
                ErrorId.InvalidName, ErrorCategory.InvalidArgument, name, Messages.Get(ErrorId.InvalidName, name, kind, reason)));
        }
    }
}
