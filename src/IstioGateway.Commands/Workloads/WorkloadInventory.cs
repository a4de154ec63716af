using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Workloads;

namespace IstioGateway.Commands.Workloads;

/// <summary>Reads the gateways of one cluster and says what could not be read of them, and which names are nowhere.</summary>
internal sealed class WorkloadInventory(IstioCluster cluster, IClusterApi api, IPipeline pipeline)
{
    /// <summary>Reads.</summary>
    /// <param name="namespaces">Namespaces, or wildcards; <see langword="null"/> for all.</param>
    /// <param name="names">Names of workloads, or wildcards; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<IReadOnlyList<GatewayWorkloadStatus>> ReadAsync(
        IReadOnlyList<string>? namespaces, IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        using ProgressLine progress = new(pipeline, Messages.Get("ReadingWorkloads"), cluster.Name);
        progress.Show(cluster.Name);
        NameFilter places = new(namespaces);
        NameFilter wanted = new(names);
        WorkloadReader reader = new(api, cluster);
        WorkloadQuery query = new()
        {
            Namespaces = places.ExactNames,
            AcceptsNamespace = places.Accepts,
            AcceptsName = wanted.Accepts,
        };
        IReadOnlyList<GatewayWorkloadStatus> found = await reader.ReadAsync(query, cancellationToken).ConfigureAwait(false);
        foreach (WorkloadGap gap in reader.Gaps)
        {
            pipeline.WriteWarning(Words(gap));
        }

        foreach (string missing in wanted.Missing)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.Create(
                ErrorId.GatewayNotFound,
                ErrorCategory.ObjectNotFound,
                missing,
                $"[{cluster.Name}] " + Messages.Get(ErrorId.GatewayNotFound, missing))).ConfigureAwait(false);
        }

        pipeline.WriteVerbose(Messages.Get("WorkloadsRead", cluster.Name, found.Count));
        return found;
    }

    private string Words(WorkloadGap gap)
    {
        string rule = gap.Failure.Kind == ClusterErrorKind.Forbidden
            ? " " + Messages.Advice(ErrorId.PermissionDenied, RbacRule.For(gap.Failure))
            : "";
        return Messages.Get($"Gap{gap.What}", cluster.Name, gap.Failure.Message) + rule;
    }
}
