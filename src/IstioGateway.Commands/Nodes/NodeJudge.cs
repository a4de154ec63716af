using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Kernels;

namespace IstioGateway.Commands.Nodes;

/// <summary>
/// Judges nodes as they come and writes those that were asked for, in runs, so that a table of several clusters has one heading for each
/// run and not for each node. A kernel that cannot be read is never passed over in silence.
/// </summary>
internal sealed class NodeJudge(IPipeline pipeline, IstioCluster? cluster, KernelVersion minimum, bool onlyRequiring)
{
    private const int WarningsInFull = 5;

    /// <summary>The queue holds some hundred runs; this bounds what a slow consumer keeps in memory.</summary>
    private const int LongestRun = 32;

    private List<object> _run = [];
    private int _unknown;

    /// <summary>How many nodes were judged.</summary>
    public int Count { get; private set; }

    /// <summary>Judges a node and adds it to the run, unless only those that need the template were asked for and it does not.</summary>
    public async Task AddAsync(NodeRecord record)
    {
        NodeKernel node = NodeKernel.From(record, minimum, cluster);
        Count++;
        if (node.RequiresTemplate == TemplateRequirement.Unknown && ++_unknown <= WarningsInFull)
        {
            pipeline.WriteWarning(Messages.Get("KernelUnknown", Where, node.Name, node.Reason));
        }

        if (!onlyRequiring || node.RequiresTemplate != TemplateRequirement.No)
        {
            _run.Add(node);
            if (_run.Count == LongestRun)
            {
                await WriteAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes the run: before more nodes are waited for, and where reading them ends, with an error too.</summary>
    public async Task WriteAsync()
    {
        if (_run.Count > 0)
        {
            List<object> run = _run;
            _run = [];
            await pipeline.WriteObjectsAsync(run).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what is left, and sums up the warnings that were not written in full.</summary>
    public async Task FinishAsync()
    {
        await WriteAsync().ConfigureAwait(false);
        if (_unknown > WarningsInFull)
        {
            pipeline.WriteWarning(Messages.Get("MoreKernelsUnknown", Where, _unknown - WarningsInFull));
        }
    }

    private string Where => cluster is null ? "" : $"[{cluster.Name}] ";
}
