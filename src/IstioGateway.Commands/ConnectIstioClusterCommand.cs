using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;

namespace IstioGateway.Commands;

/// <summary>Connect-IstioCluster: makes clusters that the other cmdlets take by the pipeline.</summary>
[Cmdlet(VerbsCommunications.Connect, "IstioCluster", DefaultParameterSetName = KubeconfigSet, HelpUri = Help.Root + "Connect-IstioCluster.md")]
[OutputType(typeof(IstioCluster))]
public sealed class ConnectIstioClusterCommand : AsyncCmdlet
{
    private const string KubeconfigSet = "Kubeconfig";
    private const string SandboxSet = "Sandbox";

    /// <summary>Path of a kubeconfig file. Without it: the files in <c>$env:KUBECONFIG</c>, then <c>~/.kube/config</c>.</summary>
    [Parameter(ParameterSetName = KubeconfigSet)]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>Context names, or wildcards that several contexts match. Without it: the current context.</summary>
    [Parameter(ParameterSetName = KubeconfigSet, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string[]? Context { get; set; }

    /// <summary>Starts an embedded cluster in this process and connects to it. It ends with the runspace.</summary>
    [Parameter(ParameterSetName = SandboxSet, Mandatory = true)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>Name of the embedded cluster.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidatePattern("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
    public string Name { get; set; } = "sandbox";

    /// <summary>How many nodes the embedded cluster has.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateRange(0, 20_000)]
    public int NodeCount { get; set; } = 5;

    /// <summary>How many of them report a kernel older than 4.11.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateRange(0, 20_000)]
    public int OldKernelCount { get; set; } = 2;

    /// <summary>A file with the output of <c>kubectl get nodes -o json</c>: the embedded cluster has these nodes.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? NodeList { get; set; }

    /// <summary>A file with an <c>Istio</c> resource, YAML or JSON, that the embedded cluster starts with.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? IstioResource { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Sandbox)
        {
            StartSandbox();
        }
        else
        {
            ConnectContexts();
        }
    }

    private protected override ErrorRecord Translate(Exception exception, object? target) => exception switch
    {
        RecordException known => known.Record,
        ClusterException failure => ErrorRecords.From(failure, target, clusterName: null),
        _ => ErrorRecords.Create(
            ErrorId.SandboxFailed,
            ErrorCategory.ResourceUnavailable,
            target,
            Messages.Get(ErrorId.SandboxFailed, exception.Message),
            cause: exception),
    };

    private void ConnectContexts()
    {
        KubeconfigSource source = Kubeconfig is null
            ? DefaultKubeconfig.Find() ?? throw new RecordException(ErrorRecords.Create(
                ErrorId.NoConnection, ErrorCategory.ConnectionError, null, Messages.Get(ErrorId.NoConnection)))
            : KubeconfigSource.File(GetUnresolvedProviderPathFromPSPath(Kubeconfig));
        ClusterResolver resolver = new(Adapters.Connector(), ClientName.UserAgent);
        ClusterResolver.Resolution resolution = resolver.Resolve(source, Context);
        foreach (string warning in resolution.Warnings)
        {
            WriteWarning(warning);
        }

        foreach (ErrorRecord error in resolution.Errors)
        {
            WriteError(error);
        }

        foreach (IstioCluster cluster in resolution.Clusters)
        {
            WriteVerbose(Messages.Get("ConnectingTo", cluster.Name, cluster.Server, cluster.Source));
            WriteObject(cluster);
        }
    }

    private void StartSandbox()
    {
        if (OldKernelCount > NodeCount && NodeList is null)
        {
            ThrowTerminatingError(ErrorRecords.Create(
                ErrorId.SandboxFailed, ErrorCategory.InvalidArgument, OldKernelCount, Messages.Get("MoreOldNodesThanNodes", OldKernelCount, NodeCount)));
        }

        SandboxOptions options = new()
        {
            Name = Name,
            NodeCount = NodeCount,
            OldKernelCount = OldKernelCount,
            NodeListJson = ReadFile(NodeList),
            IstioResource = ReadFile(IstioResource),
        };
        RunspaceSandboxes sandboxes = RunspaceSandboxes.Current;
        Start(async (pipeline, cancellationToken) =>
        {
            IClusterConnector connector = Adapters.Connector();
            ISandbox sandbox = await Adapters.SandboxLauncher().StartAsync(options, connector, Adapters.Yaml(), cancellationToken)
                .ConfigureAwait(false);
            sandboxes.Add(sandbox);
            IstioCluster cluster = new ClusterResolver(connector, ClientName.UserAgent).Connect(
                KubeconfigSource.Text(sandbox.Kubeconfig), context: null, warnings: []);
            pipeline.WriteVerbose(Messages.Get("SandboxStarted", cluster.Name, sandbox.Server));
            await pipeline.WriteObjectAsync(cluster).ConfigureAwait(false);
        }, Name);
    }

    private string? ReadFile(string? path)
    {
        if (path is null)
        {
            return null;
        }

        string resolved = GetUnresolvedProviderPathFromPSPath(path);
        try
        {
            return File.ReadAllText(resolved);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.Create(
                ErrorId.FileNotReadable,
                ErrorCategory.OpenError,
                resolved,
                Messages.Get(ErrorId.FileNotReadable, resolved, exception.Message),
                cause: exception));
            return null;
        }
    }
}
