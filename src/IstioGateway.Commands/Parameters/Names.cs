using System.Management.Automation;
using IstioGateway.Clusters;
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

    /// <summary>Ends the command when one of the names of workloads or namespaces can be none; wildcards pass.</summary>
    /// <param name="cmdlet">The command.</param>
    /// <param name="names">Names of workloads.</param>
    /// <param name="namespaces">Namespaces.</param>
    public static void CheckWorkloads(PSCmdlet cmdlet, IEnumerable<string>? names, IEnumerable<string>? namespaces)
    {
        foreach (string name in Exact(names))
        {
            Check(cmdlet, ResourceName.WhyNotSubdomain(name), name, Messages.Get("KindWorkload"));
        }

        foreach (string name in Exact(namespaces))
        {
            Check(cmdlet, ResourceName.WhyNotLabel(name), name, Messages.Get("KindNamespace"));
        }
    }

    private static IEnumerable<string> Exact(IEnumerable<string>? names) =>
        (names ?? []).Where(name => !WildcardPattern.ContainsWildcardCharacters(name));
}
