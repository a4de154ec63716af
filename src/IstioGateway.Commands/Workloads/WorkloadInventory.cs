using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Workloads;

namespace IstioGateway.Commands.Workloads;

/// <summary>Reads the gateways of one cluster and says what could not be read of them, and which names are nowhere.</summary>
internal sealed class WorkloadInventory(IstioCluster cluster, IClusterApi api, IPipeline pipeline)
{
    private readonly HashSet<WorkloadGapKind> _told = [];

    /// <summary>What reads; it knows more of what it has read than the results say.</summary>
    public WorkloadReader Reader { get; } = new(api, cluster);

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
        WorkloadQuery query = new()
        {
            Namespaces = places.ExactNames,
            AcceptsNamespace = places.Accepts,
            AcceptsName = wanted.Accepts,
        };
        IReadOnlyList<GatewayWorkloadStatus> found = await Reader.ReadAsync(query, cancellationToken).ConfigureAwait(false);
        TellGaps();
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

    /// <summary>Says what could not be read up to now; each kind once.</summary>
    public void TellGaps()
    {
        foreach (WorkloadGap gap in Reader.Gaps)
        {
            Tell(gap);
        }
    }

    /// <summary>Says what another reader of the same gateways could not read, unless that is said.</summary>
    public void Tell(WorkloadGap gap)
    {
        if (!_told.Add(gap.What))
        {
            return;
        }

        if (gap.Failure.Kind == ClusterErrorKind.Forbidden)
        {
            pipeline.WarnOf(cluster, $"Gap{gap.What}", gap.Failure);
        }
        else
        {
            pipeline.WriteWarning(Messages.Get($"Gap{gap.What}", cluster.Name, gap.Failure.Message));
        }
    }
}
