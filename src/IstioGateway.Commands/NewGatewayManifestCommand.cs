using System.Collections;
using System.Globalization;
using System.Management.Automation;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Manifests;
using IstioGateway.Commands.Nodes;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Gateways;

namespace IstioGateway.Commands;

/// <summary>New-GatewayManifest: makes the objects of a gateway that is deployed by injection. It writes nothing to any cluster.</summary>
[Cmdlet(VerbsCommon.New, "GatewayManifest", HelpUri = Help.Root + "New-GatewayManifest.md")]
[OutputType(typeof(KubernetesManifest))]
[OutputType(typeof(string))]
public sealed class NewGatewayManifestCommand : ClusterCmdlet
{
    private readonly NodeRequests _requests = new();
    private GatewaySpec? _spec;

    /// <summary>Name of the gateway: of its objects, and the value of its label istio.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Namespace of the gateway.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string Namespace { get; set; } = "";

    /// <summary>Its ports: <c>80</c>, <c>80:8080</c>, <c>http:80</c> or <c>https:443:8443</c>.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] Port { get; set; } = [];

    /// <summary>Nodes from Get-NodeKernel: where one of them has an old kernel, ports below 1024 are mapped.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("InputObject")]
    [AnotherSessionTransformation]
    public NodeKernel[]? Node { get; set; }

    /// <summary>Whether traffic goes into the mesh or out of it.</summary>
    [Parameter]
    public GatewayKind Kind { get; set; } = GatewayKind.Ingress;

    /// <summary>How the Service is reached. Without it: LoadBalancer for Ingress, ClusterIP for Egress.</summary>
    [Parameter]
    public GatewayServiceType? ServiceType { get; set; }

    /// <summary>The revision of istiod that injects the proxy.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Revision { get; set; }

    /// <summary>How to deal with ports below 1024: None maps them to ports from 1024 up, Root runs the proxy as user 0.</summary>
    [Parameter]
    public GatewayPrivilegedPort? PrivilegedPort { get; set; }

    /// <summary>The injection templates of the gateway, in order.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Template { get; set; } = [Patches.TemplateName.Gateway];

    /// <summary>How many pods it has; one without it.</summary>
    [Parameter]
    public int? Replicas { get; set; }

    /// <summary>Fewest pods of a gateway that is scaled by its CPU.</summary>
    [Parameter]
    public int? MinReplicas { get; set; }

    /// <summary>Most pods; makes a HorizontalPodAutoscaler.</summary>
    [Parameter]
    public int? MaxReplicas { get; set; }

    /// <summary>Keeps one pod while nodes are drained.</summary>
    [Parameter]
    public SwitchParameter PodDisruptionBudget { get; set; }

    /// <summary>Labels that its nodes must have.</summary>
    [Parameter]
    public Hashtable? NodeSelector { get; set; }

    /// <summary>Keeps it off nodes whose kernel is older than 4.11, by a label that tells them from the others.</summary>
    [Parameter]
    public SwitchParameter AvoidOldKernel { get; set; }

    /// <summary>Hosts it serves beside those of -Route.</summary>
    [Parameter]
    [Alias("Host")]
    [ValidateNotNullOrEmpty]
    public string[] HostName { get; set; } = [];

    /// <summary>Secret with the certificate of https ports, in the gateway's namespace.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TlsSecret { get; set; }

    /// <summary>Where requests go: <c>host=service:port</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Route { get; set; } = [];

    /// <summary>The account its pods run as. Without it: one of the gateway's name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ServiceAccount { get; set; }

    /// <summary>Leaves out ServiceAccount, Role and RoleBinding, because someone else makes them.</summary>
    [Parameter]
    public SwitchParameter SkipRbac { get; set; }

    /// <summary>Writes objects, or one YAML text for each cluster.</summary>
    [Parameter]
    public ManifestFormat As { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _spec = Spec();
            GatewaySpecRules.Check(_spec);
        }
        catch (GatewaySpecException exception)
        {
            ThrowTerminatingError(Invalid(exception));
        }

        if (PrivilegedPort == GatewayPrivilegedPort.Root)
        {
            WriteWarning(Messages.Get("RootGateway"));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Gather(_requests, Node);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (NodeRequest request in _requests.All)
        {
            Begin(request);
        }

        base.EndProcessing();
    }

    private void Begin(NodeRequest request)
    {
        GatewaySpec spec = _spec!;
        bool decided = PrivilegedPort is not null;
        if (request.Cluster is { } cluster && (AvoidOldKernel || (!decided && request.Nodes.Total == 0)))
        {
            StartOn(cluster, async (pipeline, api, token) =>
            {
                GatewayNodes nodes = new(cluster, pipeline);
                await MakeAsync(
                    AvoidOldKernel
                        ? await nodes.AvoidAsync(spec, api, token).ConfigureAwait(false)
                        : await nodes.FitAsync(spec, api, token).ConfigureAwait(false),
                    cluster,
                    pipeline).ConfigureAwait(false);
            });
        }
        else if (AvoidOldKernel)
        {
            WriteError(ErrorRecords.Create(
                ErrorId.NoConnection, ErrorCategory.InvalidArgument, nameof(AvoidOldKernel), Messages.Get("AvoidNeedsCluster")));
        }
        else
        {
            Start(
                (pipeline, _) => MakeAsync(
                    decided ? spec : new GatewayNodes(request.Cluster, pipeline).Fit(spec, request.Nodes), request.Cluster, pipeline),
                request.Cluster);
        }
    }

    private async Task MakeAsync(GatewaySpec spec, IstioCluster? cluster, IPipeline pipeline)
    {
        IReadOnlyList<CommentedManifest> manifests;
        try
        {
            manifests = GatewayManifests.Make(spec);
        }
        catch (GatewaySpecException exception)
        {
            throw new RecordException(Invalid(exception));
        }

        await ManifestWriter.WriteAsync(pipeline, manifests, cluster, As, Adapters.Yaml()).ConfigureAwait(false);
    }

    private GatewaySpec Spec() => new()
    {
        Name = Name,
        Namespace = Namespace,
        Kind = Kind,
        Ports = Parsed(nameof(GatewaySpec.Ports), Port, GatewayPort.Parse),
        ServiceType = ServiceType,
        Revision = Revision,
        Unprivileged = PrivilegedPort == GatewayPrivilegedPort.None,
        Root = PrivilegedPort == GatewayPrivilegedPort.Root,
        Templates = [.. Template.SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries))],
        Replicas = Replicas,
        MinReplicas = MinReplicas,
        MaxReplicas = MaxReplicas,
        PodDisruptionBudget = PodDisruptionBudget,
        NodeSelector = Labels(NodeSelector),
        Hosts = [.. HostName.Distinct(StringComparer.Ordinal)],
        TlsSecret = TlsSecret,
        Routes = Parsed(nameof(GatewaySpec.Routes), Route, GatewayRoute.Parse),
        ServiceAccount = ServiceAccount,
        SkipRbac = SkipRbac,
    };

    private static Dictionary<string, string> Labels(Hashtable? given) => (given ?? []).Cast<DictionaryEntry>().ToDictionary(
        entry => Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "",
        entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? "",
        StringComparer.Ordinal);

    private static T[] Parsed<T>(string part, string[] texts, Func<string, T> parse)
    {
        try
        {
            return [.. texts.Select(parse)];
        }
        catch (FormatException exception)
        {
            throw new GatewaySpecException(part, exception.Message);
        }
    }

    private static ErrorRecord Invalid(GatewaySpecException exception) => ErrorRecords.Create(
        ErrorId.InvalidGateway,
        ErrorCategory.InvalidArgument,
        ParameterFor(exception.Part),
        Messages.Get(ErrorId.InvalidGateway, exception.Message),
        cause: exception);

    private static string ParameterFor(string part) => part switch
    {
        nameof(GatewaySpec.Ports) => nameof(Port),
        nameof(GatewaySpec.Routes) => nameof(Route),
        nameof(GatewaySpec.Hosts) => nameof(HostName),
        nameof(GatewaySpec.Templates) => nameof(Template),
        _ => part,
    };
}
