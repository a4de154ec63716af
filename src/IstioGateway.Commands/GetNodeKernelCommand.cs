using System.Management.Automation;
using System.Text;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Nodes;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Kernels;

namespace IstioGateway.Commands;

/// <summary>Get-NodeKernel: streams the nodes of clusters, or of a file, with their kernels and whether they need the template.</summary>
[Cmdlet(VerbsCommon.Get, "NodeKernel", DefaultParameterSetName = ClusterSet, HelpUri = Help.Root + "Get-NodeKernel.md")]
[OutputType(typeof(NodeKernel))]
public sealed class GetNodeKernelCommand : ClusterCmdlet
{
    private const string ClusterSet = "Cluster";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputSet = "InputObject";

    private readonly StringBuilder _pipedText = new();

    /// <summary>Node names, or wildcards. An exact name that does not exist is an error, a wildcard that matches nothing is not.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NodeNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Label selector, in kubectl's syntax; the server applies it.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    [Alias("LabelSelector", "l")]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <summary>Only nodes that need the changed template, or whose kernel cannot be read.</summary>
    [Parameter]
    public SwitchParameter RequiresTemplate { get; set; }

    /// <summary>The first kernel that needs nothing.</summary>
    [Parameter]
    [KernelVersionTransformation]
    public KernelVersion MinimumVersion { get; set; } = KernelRule.DefaultMinimum;

    /// <summary>Ask for the newest state. Without it the API server may answer from its watch cache, which is faster; kernels hardly ever change.</summary>
    [Parameter(ParameterSetName = ClusterSet)]
    public SwitchParameter Consistent { get; set; }

    /// <summary>Files with the output of <c>kubectl get nodes -o json</c>; wildcards are resolved.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The same, taken word for word.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[]? LiteralPath { get; set; }

    /// <summary>Output of <c>kubectl get nodes -o json</c>: its text, line by line, or the objects that ConvertFrom-Json makes of it.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case ClusterSet:
                ListClusters(SelectedClusters());
                break;
            // The engine gives a piped object to the parameter that takes anything before it looks for a better one.
            case InputSet when InputObject!.BaseObject is IstioCluster cluster:
                ListClusters([cluster]);
                break;
            case InputSet when AnotherSession.ClusterOf(InputObject) is { } gone:
                ListClusters([gone]);
                break;
            case InputSet when InputObject!.BaseObject is FileInfo file:
                ReadFiles([file.FullName]);
                break;
            case InputSet:
                ReadInput(InputObject!);
                break;
            default:
                ReadFiles(Files());
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_pipedText.Length > 0)
        {
            byte[] text = Encoding.UTF8.GetBytes(_pipedText.ToString());
            Start((pipeline, token) => ReadListAsync(new MemoryStream(text), "standard input", pipeline, token), nameof(InputObject));
        }

        base.EndProcessing();
    }

    private void ListClusters(IReadOnlyList<IstioCluster> clusters)
    {
        foreach (IstioCluster cluster in clusters)
        {
            NodeNameFilter filter = NodeNameFilter.For(Name);
            StartOn(cluster, (pipeline, api, token) => new NodeLister(api, cluster, filter, Judge(pipeline, cluster))
                .RunAsync(new NodeQuery { LabelSelector = Selector, Consistent = Consistent }, pipeline, token));
        }
    }

    private NodeJudge Judge(IPipeline pipeline, IstioCluster? cluster) => new(pipeline, cluster, MinimumVersion, RequiresTemplate);

    private void ReadFiles(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            Start(async (pipeline, token) =>
            {
                await using FileStream stream = OpenFile(file);
                await ReadListAsync(stream, file, pipeline, token).ConfigureAwait(false);
            }, file);
        }
    }

    private IEnumerable<string> Files()
    {
        if (LiteralPath is not null)
        {
            return LiteralPath.Select(path => GetUnresolvedProviderPathFromPSPath(path));
        }

        List<string> files = [];
        foreach (string path in Path!)
        {
            try
            {
                files.AddRange(GetResolvedProviderPathFromPSPath(path, out _));
            }
            catch (ItemNotFoundException exception)
            {
                WriteError(ErrorRecords.ForFile(ErrorId.FileNotReadable, ErrorCategory.ObjectNotFound, path, exception));
            }
        }

        return files;
    }

    private static FileStream OpenFile(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 64 * 1024, useAsync: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordException(ErrorRecords.ForFile(ErrorId.FileNotReadable, ErrorCategory.OpenError, file, exception));
        }
    }

    private void ReadInput(PSObject input)
    {
        if (input.BaseObject is string line)
        {
            _pipedText.AppendLine(line);
            return;
        }

        Start(async (pipeline, token) =>
        {
            NodeJudge judge = Judge(pipeline, cluster: null);
            NodeNameFilter filter = NodeNameFilter.For(Name);
            try
            {
                foreach (NodeRecord node in NodeObjects.Read(input).Where(n => filter.Accepts(n.Name)))
                {
                    await judge.AddAsync(node).ConfigureAwait(false);
                }
            }
            finally
            {
                await judge.WriteAsync().ConfigureAwait(false);
            }

            await judge.FinishAsync().ConfigureAwait(false);
        }, input);
    }

    private async Task ReadListAsync(Stream stream, string origin, IPipeline pipeline, CancellationToken cancellationToken)
    {
        NodeNameFilter filter = NodeNameFilter.For(Name);
        NodeJudge judge = Judge(pipeline, cluster: null);
        try
        {
            await foreach (NodeRecord node in Adapters.NodeListReader().ReadNodeListAsync(stream, cancellationToken).ConfigureAwait(false))
            {
                if (filter.Accepts(node.Name))
                {
                    await judge.AddAsync(node).ConfigureAwait(false);
                }
            }
        }
        catch (FormatException exception)
        {
            throw new RecordException(ErrorRecords.ForFile(ErrorId.InvalidNodeList, ErrorCategory.InvalidData, origin, exception));
        }
        finally
        {
            await judge.WriteAsync().ConfigureAwait(false);
        }

        await judge.FinishAsync().ConfigureAwait(false);
        foreach (string missing in filter.Missing)
        {
            await pipeline.WriteErrorAsync(NodeLister.NotFound(missing, origin)).ConfigureAwait(false);
        }
    }
}
