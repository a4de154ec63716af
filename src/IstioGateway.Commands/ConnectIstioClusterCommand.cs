using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;

namespace IstioGateway.Commands;

/// <summary>Connect-IstioCluster: makes clusters that the other cmdlets take by the pipeline.</summary>
[Cmdlet(VerbsCommunications.Connect, "IstioCluster", DefaultParameterSetName = KubeconfigSet, HelpUri = Help.Root + "Connect-IstioCluster.md")]
[OutputType(typeof(IstioCluster))]
public sealed partial class ConnectIstioClusterCommand : AsyncCmdlet
{
    private const string KubeconfigSet = "Kubeconfig";
    private const string ContentSet = "KubeconfigContent";
    private const string ServerSet = "Server";
    private const string KubeconfigIdentitySet = "KubeconfigManagedIdentity";
    private const string ContentIdentitySet = "KubeconfigContentManagedIdentity";
    private const string ServerIdentitySet = "ServerManagedIdentity";
    private const string InClusterSet = "InCluster";
    private const string SandboxSet = "Sandbox";
    private const string DefaultSandboxName = "sandbox";

    /// <summary>
    /// Path of a kubeconfig file. Without it: the files in <c>$env:KUBECONFIG</c>, else <c>~/.kube/config</c>, else the cluster
    /// of the pod this runs in.
    /// </summary>
    [Parameter(ParameterSetName = KubeconfigSet)]
    [Parameter(ParameterSetName = KubeconfigIdentitySet)]
    [ValidateNotNullOrEmpty]
    public string? Kubeconfig { get; set; }

    /// <summary>Context names, or wildcards that several contexts match. Without it: the current context.</summary>
    [Parameter(ParameterSetName = KubeconfigSet, Position = 0, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ContentSet)]
    [Parameter(ParameterSetName = KubeconfigIdentitySet, Position = 0, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ContentIdentitySet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContextCompleter))]
    public string[]? Context { get; set; }

    /// <summary>The text of a kubeconfig: a string, its lines, or a SecureString. Paths in it must be absolute, for it has no folder.</summary>
    [Parameter(ParameterSetName = ContentSet, Mandatory = true)]
    [Parameter(ParameterSetName = ContentIdentitySet, Mandatory = true)]
    [ValidateNotNull]
    [SecretTextTransformation]
    public SecretText? KubeconfigContent { get; set; }

    /// <summary>Address of an API server: scheme, host, port and path. Plain http is for loopback only.</summary>
    [Parameter(ParameterSetName = ServerSet, Mandatory = true)]
    [Parameter(ParameterSetName = ServerIdentitySet, Mandatory = true)]
    [ValidateNotNull]
    public Uri? Server { get; set; }

    /// <summary>The bearer token to sign in with: a SecureString, or text.</summary>
    [Parameter(ParameterSetName = ServerSet, Mandatory = true)]
    [ValidateNotNull]
    [TokenTransformation]
    public SecureString? Token { get; set; }

    /// <summary>
    /// Certificates that alone may vouch for the server: PEM text, a file, the value of <c>certificate-authority-data</c>, bytes
    /// or certificates. Without it this machine's own store decides.
    /// </summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Parameter(ParameterSetName = ServerIdentitySet)]
    [ValidateNotNullOrEmpty]
    [CertificateAuthorityTransformation]
    public X509Certificate2[]? CertificateAuthority { get; set; }

    /// <summary>Does not look at the server's certificate: anyone on the way can read the token.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Parameter(ParameterSetName = ServerIdentitySet)]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>
    /// Signs in as the managed identity that Azure gave to what this process runs on, instead of with a token or as the user of the
    /// kubeconfig. The token is fetched when the first request needs it, and again before it expires.
    /// </summary>
    [Parameter(ParameterSetName = KubeconfigIdentitySet, Mandatory = true)]
    [Parameter(ParameterSetName = ContentIdentitySet, Mandatory = true)]
    [Parameter(ParameterSetName = ServerIdentitySet, Mandatory = true)]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>Client id of a user-assigned identity. Without it: the system-assigned one.</summary>
    [Parameter(ParameterSetName = KubeconfigIdentitySet)]
    [Parameter(ParameterSetName = ContentIdentitySet)]
    [Parameter(ParameterSetName = ServerIdentitySet)]
    public Guid? ClientId { get; set; }

    /// <summary>Whom the token is for: an application id or its URI. Without it: the servers of Azure Kubernetes Service.</summary>
    [Parameter(ParameterSetName = KubeconfigIdentitySet)]
    [Parameter(ParameterSetName = ContentIdentitySet)]
    [Parameter(ParameterSetName = ServerIdentitySet)]
    [ValidateNotNullOrEmpty]
    public string Resource { get; set; } = Clusters.ManagedIdentity.KubernetesService;

    /// <summary>Connects to the cluster of the pod that this process runs in, as the pod's service account.</summary>
    [Parameter(ParameterSetName = InClusterSet, Mandatory = true)]
    public SwitchParameter InCluster { get; set; }

    /// <summary>Starts an embedded cluster in this process and connects to it. It ends with the runspace.</summary>
    [Parameter(ParameterSetName = SandboxSet, Mandatory = true)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>What the cluster is called. Without it: the host of the server, <c>in-cluster</c>, or <c>sandbox</c>.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [Parameter(ParameterSetName = ServerIdentitySet)]
    [Parameter(ParameterSetName = InClusterSet)]
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

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
            return;
        }

        WriteObject(Resolve(), enumerateCollection: true);
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

    private IReadOnlyList<IstioCluster> Resolve() => ParameterSetName switch
    {
        ContentSet or ContentIdentitySet => ClusterReport.Resolve(
            this,
            nameof(KubeconfigContent),
            resolver => resolver.Resolve(KubeconfigSource.Text(KubeconfigContent!.Reveal()), Context, Identity())),
        ServerSet or ServerIdentitySet => ClusterReport.Resolve(this, nameof(Server), resolver => resolver.Connect(new ServerTarget
        {
            Server = Server!,
            Name = Name,
            Token = Token is null ? null : SecureStrings.Reveal(Token),
            Identity = Identity(),
            CertificateAuthorities = CertificateAuthority ?? [],
            SkipCertificateCheck = SkipCertificateCheck,
        })),
        InClusterSet => ClusterReport.Resolve(this, nameof(InCluster), resolver => resolver.ConnectInCluster(Name)),
        _ when Kubeconfig is null => ClusterReport.Resolve(this, target: null, resolver => resolver.ResolveDefault(Context, Identity())),
        _ => ConnectFile(GetUnresolvedProviderPathFromPSPath(Kubeconfig)),
    };

    private ManagedIdentity? Identity() => ManagedIdentity ? new ManagedIdentity(ClientId, Resource) : null;

    private IReadOnlyList<IstioCluster> ConnectFile(string path) =>
        ClusterReport.Resolve(this, path, resolver => resolver.Resolve(KubeconfigSource.File(path), Context, Identity()));

    /// <summary>Names that are good in every place where a cluster's name is written, and in a host name.</summary>
    [GeneratedRegex("^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SandboxName();

    private void StartSandbox()
    {
        string name = Name ?? DefaultSandboxName;
        Names.Check(
            this, SandboxName().IsMatch(name) ? null : Messages.Get("SandboxNameReason"), name, Messages.Get("KindSandbox"));
        if (OldKernelCount > NodeCount && NodeList is null)
        {
            ThrowTerminatingError(ErrorRecords.Create(
                ErrorId.SandboxFailed, ErrorCategory.InvalidArgument, OldKernelCount, Messages.Get("MoreOldNodesThanNodes", OldKernelCount, NodeCount)));
        }

        SandboxOptions options = new()
        {
            Name = name,
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
                KubeconfigSource.Text(sandbox.Kubeconfig, origin: "sandbox"), context: null, warnings: []);
            pipeline.WriteVerbose(Messages.Get("SandboxStarted", cluster.Name, sandbox.Server));
            await pipeline.WriteObjectAsync(cluster).ConfigureAwait(false);
        }, name);
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
            ThrowTerminatingError(ErrorRecords.ForFile(ErrorId.FileNotReadable, ErrorCategory.OpenError, resolved, exception));
            return null;
        }
    }
}
