using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Commands.Publishing;
using IstioGateway.Publishing;

namespace IstioGateway.Commands;

/// <summary>Publish-GatewayManifest: applies the objects of gateways to clusters, on the server and in order.</summary>
[Cmdlet(
    VerbsData.Publish,
    "GatewayManifest",
    DefaultParameterSetName = ManifestSet,
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = Help.Root + "Publish-GatewayManifest.md")]
[OutputType(typeof(PublishedManifest))]
public sealed class PublishGatewayManifestCommand : ClusterCmdlet
{
    private const string ManifestSet = "Manifest";
    private const string PathSet = "Path";

    private readonly Dictionary<IstioCluster, List<ManifestObject>> _objects = [];
    private readonly List<IstioCluster> _order = [];
    private readonly ManifestLines _lines = new();
    private readonly List<ManifestObject> _fromFiles = [];
    private bool _byParameter;
    private bool _clustersNamed;

    /// <summary>Creates the cmdlet; a rollout may take its time.</summary>
    public PublishGatewayManifestCommand() => Timeout = TimeSpan.FromMinutes(3);

    /// <summary>The objects: from New-GatewayManifest, or as YAML or JSON text, also line by line, or as hashtables or custom objects.</summary>
    [Parameter(ParameterSetName = ManifestSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [AllowEmptyString]
    public object[]? Manifest { get; set; }

    /// <summary>Files of YAML or JSON, of one document or many; wildcards are resolved.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The namespace of objects that name none.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string Namespace { get; set; } = "default";

    /// <summary>Makes namespaces that are not there.</summary>
    [Parameter]
    public SwitchParameter CreateNamespace { get; set; }

    /// <summary>Takes fields over that another manager holds with another value.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Lets the API server check everything without storing anything.</summary>
    [Parameter]
    public SwitchParameter DryRun { get; set; }

    /// <summary>Ends when the pods of the Deployments are injected and available, or says why they are not.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Deploys gateways also where istiod would not inject their pods.</summary>
    [Parameter]
    public SwitchParameter SkipInjectionCheck { get; set; }

    private protected override bool HasInput => Path is not null || Manifest is { Length: > 0 };

    /// <summary>The job reports its own timeout, with what became of each object.</summary>
    private protected override bool BoundsWork => false;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Names.Check(this, ResourceName.WhyNotLabel(Namespace), Namespace, Messages.Get("KindNamespace"));
        _byParameter = MyInvocation.BoundParameters.ContainsKey(nameof(Manifest));
        _clustersNamed = NamesClusters;
        Guarded(() => _fromFiles.AddRange(Files().SelectMany(ManifestInput.FromFile)));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Path is not null)
        {
            Add(_fromFiles, own: null);
            return;
        }

        foreach (object? item in Manifest!)
        {
            Take(AnotherSession.Restore(item) ?? (item is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : item));
        }

        if (_byParameter)
        {
            EndLines();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        EndLines();
        bool onlyAsking = this.IsWhatIf();
        foreach (IstioCluster cluster in _order)
        {
            PublishRequest request = new()
            {
                Cluster = cluster,
                Manifests = _objects[cluster],
                DefaultNamespace = Namespace,
                CreateNamespace = CreateNamespace,
                Force = Force,
                DryRun = DryRun,
                OnlyAsking = onlyAsking,
                Wait = Wait,
                SkipInjectionCheck = SkipInjectionCheck,
                Timeout = Timeout,
            };
            StartOn(cluster, (pipeline, api, token) => new PublishJob(request, api, pipeline).RunAsync(token));
        }

        base.EndProcessing();
    }

    private void Take(object? item)
    {
        switch (item)
        {
            case null:
                break;
            case string text:
                if (_lines.Take(text) is { } whole)
                {
                    Guarded(() => Add(ManifestInput.FromText(whole, Messages.Get("PipedText")), own: null));
                }

                break;
            case FileInfo file:
                Guarded(() => Add(ManifestInput.FromFile(file.FullName), own: null));
                break;
            default:
                Guarded(() => Add(ManifestInput.FromValue(item), (item as KubernetesManifest)?.Cluster));
                break;
        }
    }

    private void EndLines()
    {
        if (_lines.End() is { } text)
        {
            Guarded(() => Add(ManifestInput.FromText(text, Messages.Get("PipedText")), own: null));
        }
    }

    /// <summary>Notes objects for the clusters that are named; an object that was made for a cluster goes there unless others are named.</summary>
    private void Add(IReadOnlyList<ManifestObject> objects, IstioCluster? own)
    {
        bool named = _clustersNamed || (_byParameter && NamesClusters);
        foreach (IstioCluster cluster in named ? SelectedClusters() : ClustersFor(own))
        {
            if (!_objects.TryGetValue(cluster, out List<ManifestObject>? known))
            {
                _objects[cluster] = known = [];
                _order.Add(cluster);
            }

            known.AddRange(objects);
        }
    }

    private IEnumerable<string> Files()
    {
        foreach (string path in Path ?? [])
        {
            IReadOnlyList<string> found;
            try
            {
                found = [.. GetResolvedProviderPathFromPSPath(path, out _)];
            }
            catch (ItemNotFoundException exception)
            {
                throw new RecordException(ErrorRecords.ForFile(ErrorId.FileNotReadable, ErrorCategory.ObjectNotFound, path, exception));
            }

            foreach (string file in found)
            {
                yield return file;
            }
        }
    }

    /// <summary>Nothing is published where a part of what was given cannot be read.</summary>
    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (RecordException exception)
        {
            ThrowTerminatingError(exception.Record);
        }
    }
}
