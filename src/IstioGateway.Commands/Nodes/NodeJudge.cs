using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Kernels;

namespace IstioGateway.Commands.Nodes;

/// <summary>Judges nodes as they come and writes those that were asked for. A kernel that cannot be read is never passed over in silence.</summary>
internal sealed class NodeJudge(IPipeline pipeline, IstioCluster? cluster, KernelVersion minimum, bool onlyRequiring)
{
    private const int WarningsInFull = 5;
    private int _unknown;

    /// <summary>How many nodes were judged.</summary>
    public int Count { get; private set; }

    /// <summary>Judges a node and writes it, unless only those that need the template were asked for and it does not.</summary>
    public async Task WriteAsync(NodeRecord record)
    {
        NodeKernel node = NodeKernel.From(record, minimum, cluster);
        Count++;
        if (node.RequiresTemplate == TemplateRequirement.Unknown && ++_unknown <= WarningsInFull)
        {
            pipeline.WriteWarning(Messages.Get("KernelUnknown", Where, node.Name, node.Reason));
        }

        if (!onlyRequiring || node.RequiresTemplate != TemplateRequirement.No)
        {
            await pipeline.WriteObjectAsync(node).ConfigureAwait(false);
        }
    }

    /// <summary>Sums up the warnings that were not written in full.</summary>
    public void Finish()
    {
        if (_unknown > WarningsInFull)
        {
            pipeline.WriteWarning(Messages.Get("MoreKernelsUnknown", Where, _unknown - WarningsInFull));
        }
    }

    private string Where => cluster is null ? "" : $"[{cluster.Name}] ";
}
