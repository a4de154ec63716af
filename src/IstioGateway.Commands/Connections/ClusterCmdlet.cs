using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Nodes;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;

namespace IstioGateway.Commands.Connections;

/// <summary>
/// Base of the cmdlets that talk to clusters: the parameters that name clusters, which mean the same everywhere, and the
/// fan-out over them. Each cluster is one job; what one cluster fails at is one error, and the others go on.
/// </summary>
public abstract class ClusterCmdlet : AsyncCmdlet
{
    private readonly FanOut _fanOut;
    private SemaphoreSlim? _throttle;
    private IReadOnlyList<IstioCluster>? _named;

    /// <summary>Creates the cmdlet.</summary>
    protected ClusterCmdlet() => _fanOut = new FanOut(GetType());

    /// <summary>
    /// Path of a kubeconfig file. Without it: the files in <c>$env:KUBECONFIG</c>, else <c>~/.kube/config</c>, else the cluster
    /// of the pod this runs in.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>Context names, or wildcards that several contexts match. Without it: the current context.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string[]? Context { get; set; }

    /// <summary>Clusters from <c>Connect-IstioCluster</c>, or the <c>Cluster</c> property of what the previous cmdlet wrote.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AnotherSessionTransformation(Cluster = true)]
    public IstioCluster?[]? Cluster { get; set; }

    /// <summary>How many clusters are worked on at once.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 32;

    /// <summary>Longest time the work on one cluster may take: seconds, a TimeSpan, or text such as <c>90s</c> or <c>3m</c>.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _throttle = new SemaphoreSlim(ThrottleLimit, ThrottleLimit);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        Show(_fanOut.End());
    }

    /// <summary>Whether the user named clusters by parameter, rather than leaving it to the pipeline or the default.</summary>
    private protected bool NamesClusters =>
        Kubeconfig is not null || Context is not null || MyInvocation.BoundParameters.ContainsKey(nameof(Cluster));

    /// <summary>
    /// The clusters the current input is about: those of <c>-Cluster</c>, else those that <c>-Kubeconfig</c> and
    /// <c>-Context</c> or their defaults name, connected once for the whole invocation.
    /// </summary>
    private protected IReadOnlyList<IstioCluster> SelectedClusters()
    {
        IstioCluster[] given = Cluster is null ? [] : [.. Cluster.OfType<IstioCluster>()];
        if (given.Length == 0)
        {
            if (MyInvocation.ExpectingInput && !HasInput && Kubeconfig is null && Context is null)
            {
                // An undefined variable was piped. To fall back to the current context here would change a mesh nobody named.
                ThrowTerminatingError(ErrorRecords.Create(
                    ErrorId.NoConnection, ErrorCategory.InvalidArgument, null, Messages.Get("PipedNothing")));
            }

            return _named ??= ConnectNamed();
        }

        if (Kubeconfig is not null || Context is not null)
        {
            ThrowTerminatingError(ErrorRecords.Create(
                ErrorId.NoConnection, ErrorCategory.InvalidArgument, null, Messages.Get("ClusterAndContext")));
        }

        return given;
    }

    /// <summary>The clusters for an object that may have its own, else <see cref="SelectedClusters"/>.</summary>
    private protected IReadOnlyList<IstioCluster> ClustersFor(IstioCluster? own) =>
        own is null ? SelectedClusters() : [Reconnected(own)];

    /// <summary>
    /// The cluster of an object from another session by the connection that <c>-Cluster</c> has to the one of that name; where there is
    /// none, the cluster as it is. The object decides which cluster is meant, never the default context.
    /// </summary>
    private protected IstioCluster Reconnected(IstioCluster own) =>
        own.Api is null ? Cluster?.FirstOrDefault(given => given?.Api is not null && given.Name == own.Name) ?? own : own;

    /// <summary>
    /// Takes the current input of a command that nodes decide about: nodes from the pipeline, else the clusters that are named, else
    /// none, which is offline.
    /// </summary>
    private protected void Gather(NodeRequests requests, NodeKernel[]? nodes)
    {
        if (nodes is { Length: > 0 })
        {
            requests.Take(nodes, Reconnected);
        }
        else if (NamesClusters)
        {
            foreach (IstioCluster cluster in SelectedClusters())
            {
                requests.For(cluster);
            }
        }
        else if (!MyInvocation.ExpectingInput)
        {
            requests.For(cluster: null);
        }
    }

    /// <summary>Whether the pipeline brought something other than a cluster that may go to the default one, such as an offline patch.</summary>
    private protected virtual bool HasInput => false;

    /// <summary>Begins the work on one cluster, bounded by <see cref="ThrottleLimit"/> and <see cref="Timeout"/>.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="work">The work. Its token ends it on Ctrl+C and at the timeout.</param>
    private protected void StartOn(IstioCluster cluster, Func<IPipeline, IClusterApi, CancellationToken, Task> work)
    {
        Show(_fanOut.Begin());
        Start((pipeline, stopping) => RunOnAsync(cluster, work, pipeline, stopping), cluster);
    }

    /// <inheritdoc/>
    private protected override void ShowProgress(ProgressRecord progress)
    {
        if (!_fanOut.Owns(progress))
        {
            progress.ParentActivityId = _fanOut.ParentActivityId;
        }

        WriteProgress(progress);
    }

    private protected override ErrorRecord Translate(Exception exception, object? target)
    {
        string? cluster = (target as IstioCluster)?.Name;
        return exception switch
        {
            ClusterException failure => ErrorRecords.From(failure, target, cluster),
            RecordException known => known.Record,
            _ => ErrorRecords.Create(
                ErrorId.UnexpectedFailure,
                ErrorCategory.NotSpecified,
                target,
                Messages.Get(ErrorId.UnexpectedFailure, cluster ?? "-", exception.GetType().Name, exception.Message),
                cause: exception),
        };
    }

    private async Task RunOnAsync(
        IstioCluster cluster,
        Func<IPipeline, IClusterApi, CancellationToken, Task> work,
        IPipeline pipeline,
        CancellationToken stopping)
    {
        IClusterApi api = cluster.Api ?? throw new RecordException(ErrorRecords.Create(
            ErrorId.ConnectionGone, ErrorCategory.InvalidArgument, cluster, Messages.Get(ErrorId.ConnectionGone, cluster.Name)));
        RequestTrace.Listen(message => pipeline.WriteDebug($"[{cluster.Name}] {message}"));
        await _throttle!.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            if (BoundsWork)
            {
                deadline.CancelAfter(Timeout);
            }

            try
            {
                await work(pipeline, api, deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException ended) when (!stopping.IsCancellationRequested)
            {
                throw TimedOut(cluster, ended.InnerException as ClusterException);
            }
        }
        finally
        {
            _throttle.Release();
            if (_fanOut.Finish() is { } progress)
            {
                pipeline.WriteProgress(progress);
            }
        }
    }

    private void Show(ProgressRecord? progress)
    {
        if (progress is not null)
        {
            WriteProgress(progress);
        }
    }

    /// <summary>The error of work that took too long; it says what the work was still trying again after, if anything.</summary>
    private ClusterException TimedOut(IstioCluster cluster, ClusterException? last)
    {
        string message = Messages.Get(ErrorId.OperationTimedOut, Durations.Text(Timeout), cluster.Server);
        return new ClusterException(ClusterErrorKind.Timeout, last is null ? message : $"{message} {Messages.Get("LastFailure", last.Message)}", last)
        {
            Verb = last?.Verb,
            ResourceType = last?.ResourceType,
            ResourceName = last?.ResourceName,
            Subresource = last?.Subresource,
            Namespace = last?.Namespace,
        };
    }

    /// <summary>Whether <see cref="Timeout"/> bounds the work from outside; a cmdlet that reports its own timeout says no.</summary>
    private protected virtual bool BoundsWork => true;

    private IReadOnlyList<IstioCluster> ConnectNamed()
    {
        string? path = Kubeconfig is null ? null : GetUnresolvedProviderPathFromPSPath(Kubeconfig);
        return ClusterReport.Resolve(
            this,
            path,
            resolver => path is null ? resolver.ResolveDefault(Context) : resolver.Resolve(KubeconfigSource.File(path), Context),
            Fail);
    }
}
