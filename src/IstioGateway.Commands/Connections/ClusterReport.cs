using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Connections;

/// <summary>Tells the user what came of a resolution, in the same words on every cmdlet.</summary>
internal static class ClusterReport
{
    /// <summary>
    /// Resolves, writes warnings, errors and verbose messages, and returns the clusters. Where nothing at all can work it ends
    /// the command.
    /// </summary>
    /// <param name="cmdlet">The command, on its own thread.</param>
    /// <param name="target">What the user named; the target of the error that ends the command. Never a secret.</param>
    /// <param name="resolve">The resolution.</param>
    /// <param name="fail">Takes the error of each context that failed; without it they are written.</param>
    public static IReadOnlyList<IstioCluster> Resolve(
        PSCmdlet cmdlet, object? target, Func<ClusterResolver, ClusterResolver.Resolution> resolve, Action<ErrorRecord>? fail = null)
    {
        ClusterResolver.Resolution resolution;
        try
        {
            resolution = resolve(new ClusterResolver(Adapters.Connector(), ClientName.UserAgent));
        }
        catch (ClusterException failure)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.From(failure, target, clusterName: null));
            throw;
        }
        catch (RecordException known)
        {
            cmdlet.ThrowTerminatingError(known.Record);
            throw;
        }

        foreach (string warning in resolution.Warnings)
        {
            cmdlet.WriteWarning(warning);
        }

        foreach (ErrorRecord error in resolution.Errors)
        {
            (fail ?? cmdlet.WriteError)(error);
        }

        foreach (IstioCluster cluster in resolution.Clusters)
        {
            cmdlet.WriteVerbose(Messages.Get("ConnectingTo", cluster.Name, cluster.Server, cluster.Source));
        }

        return resolution.Clusters;
    }
}
