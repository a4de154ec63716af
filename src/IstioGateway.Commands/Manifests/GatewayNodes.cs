using System.Globalization;
using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Gateways;
using IstioGateway.Kernels;

namespace IstioGateway.Commands.Manifests;

/// <summary>What the nodes of a cluster mean for a gateway there: which ports it can listen on, and which nodes it keeps off.</summary>
internal sealed class GatewayNodes(IstioCluster? cluster, IPipeline pipeline)
{
    private string Where => cluster?.Name ?? "-";

    /// <summary>The gateway on nodes whose kernels are known, or on none that are.</summary>
    public GatewaySpec Fit(GatewaySpec spec, KernelTally nodes)
    {
        int doubtful = nodes.Requiring + nodes.Unknown;
        if (doubtful == 0)
        {
            pipeline.WriteVerbose(nodes.Total == 0 ? Messages.Get("PortsWithoutNodes", Where) : Messages.Get("PortsKept", Where, nodes.Total));
            return spec;
        }

        pipeline.WriteVerbose(Messages.Get("PortsMapped", Where, doubtful, nodes.Total, Mapped(spec.Ports)));
        return spec with { Unprivileged = true };
    }

    /// <summary>The gateway on the nodes of the cluster as they are now.</summary>
    public async Task<GatewaySpec> FitAsync(GatewaySpec spec, IClusterApi api, CancellationToken cancellationToken)
    {
        KernelTally nodes = new();
        await foreach (NodeRecord node in api.ListNodesAsync(new NodeQuery(), cancellationToken).ConfigureAwait(false))
        {
            nodes.Add(NodeKernel.From(node, KernelRule.DefaultMinimum, cluster));
        }

        return Fit(spec, nodes);
    }

    /// <summary>The gateway kept off nodes with an old kernel.</summary>
    /// <exception cref="RecordException">No label tells those nodes from the others, or there are no others.</exception>
    public async Task<GatewaySpec> AvoidAsync(GatewaySpec spec, IClusterApi api, CancellationToken cancellationToken)
    {
        List<NodeRecord> nodes = [];
        await foreach (NodeRecord node in api.ListNodesAsync(new NodeQuery { Labels = true }, cancellationToken).ConfigureAwait(false))
        {
            nodes.Add(node);
        }

        NodeSeparation found = NodeSeparation.Find(nodes, KernelRule.DefaultMinimum);
        if (found.Old == 0)
        {
            pipeline.WriteVerbose(Messages.Get("NothingToAvoid", Where, nodes.Count));
            return spec;
        }

        if (found.Exclusion is not { } exclusion)
        {
            string message = found.New == 0
                ? Messages.Get("EveryNodeOld", Where, found.Old)
                : Messages.Get(ErrorId.NodesNotSeparable, Where, found.Old, found.New);
            throw new RecordException(ErrorRecords.Create(ErrorId.NodesNotSeparable, ErrorCategory.ObjectNotFound, cluster, message));
        }

        pipeline.WriteVerbose(Messages.Get("Avoided", Where, found.Old, found.New, exclusion.Label, string.Join(", ", exclusion.Values)));
        return spec with { Avoid = exclusion };
    }

    private static string Mapped(IEnumerable<GatewayPort> ports)
    {
        string[] mapped =
        [
            .. ports.Where(port => port.TargetFor(unprivileged: true) != port.Number)
                .Select(port => string.Create(CultureInfo.InvariantCulture, $"{port.Number} to {port.TargetFor(unprivileged: true)}")),
        ];
        return mapped.Length == 0 ? "-" : string.Join(", ", mapped);
    }
}
