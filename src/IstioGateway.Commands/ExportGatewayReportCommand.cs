using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Reports;
using IstioGateway.Reports;

namespace IstioGateway.Commands;

/// <summary>Export-GatewayReport: one page about a fleet, for people who run no PowerShell. It changes no cluster.</summary>
[Cmdlet(VerbsData.Export, "GatewayReport", SupportsShouldProcess = true, HelpUri = Help.Root + "Export-GatewayReport.md")]
[OutputType(typeof(GatewayReport))]
[OutputType(typeof(FileInfo))]
public sealed class ExportGatewayReportCommand : ClusterCmdlet
{
    private readonly ReportClusters _clusters = new();
    private readonly HashSet<IstioCluster> _begun = new(ReferenceEqualityComparer.Instance);
    private readonly List<ErrorRecord> _errors = [];
    private IstioCluster?[]? _given;
    private bool _namesClusters;
    private bool _saidOfNothing = true;
    private ReportFile? _file;
    private string _path = "";

    /// <summary>The file to write. The folder is made where it is not there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The page's title.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = Messages.Get("ReportTitle");

    /// <summary>Names of the Istio resources whose templates are shown, or wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IstioNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Objects to report on, of Get-NodeKernel, Get-IstioGatewayTemplate and Get-GatewayWorkload; or clusters, which are read.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Replaces a file of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the file, as an object, in the place of the report's numbers.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        foreach (string name in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            Names.Check(this, ResourceName.WhyNotSubdomain(name), name, Messages.Get("KindIstio"));
        }

        // The property of a piped node binds to -Cluster too, later; what is bound now was named by the user.
        (_namesClusters, _given) = (NamesClusters, Cluster);
        _path = GetUnresolvedProviderPathFromPSPath(Path);
        _file = new ReportFile(_path, Force);
        try
        {
            _file.Check();
        }
        catch (RecordException exception)
        {
            ThrowTerminatingError(exception.Record);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _saidOfNothing = false;
        switch (InputObject?.BaseObject)
        {
            case null:
                Read(SelectedClusters());
                break;
            case IstioCluster cluster:
                Cluster = [cluster];
                Read(SelectedClusters());
                break;
            case var other when !ReportInput.TryAdd(InputObject, _clusters):
                Fail(ErrorRecords.Create(
                    ErrorId.ReportInputInvalid,
                    ErrorCategory.InvalidArgument,
                    other,
                    Messages.Get(ErrorId.ReportInputInvalid, InputObject, InputObject.TypeNames[0])));
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_namesClusters)
        {
            (Cluster, _saidOfNothing) = (_given, false);
            Read(SelectedClusters());
        }

        base.EndProcessing();
        if (_saidOfNothing)
        {
            WriteWarning(Messages.Get("ReportEmpty"));
        }

        if (ShouldProcess(_path, Messages.Get("ReportAction", _clusters.All.Count)))
        {
            WriteReport();
        }

        lock (_errors)
        {
            _errors.ForEach(WriteError);
        }
    }

    /// <summary>Keeps an error until the report, which shows it, is written.</summary>
    private protected override void Fail(ErrorRecord error)
    {
        switch (error.TargetObject)
        {
            case IstioCluster cluster:
                Fail(error, _clusters.For(cluster));
                break;
            case string context when error.FullyQualifiedErrorId != ErrorId.ReportInputInvalid:
                Fail(error, _clusters.For(context));
                break;
            default:
                Keep(error);
                break;
        }
    }

    private void Fail(ErrorRecord error, ReportedCluster facts)
    {
        facts.Add(ReportErrors.Of(error, facts.Name));
        Keep(error);
    }

    private void Keep(ErrorRecord error)
    {
        lock (_errors)
        {
            _errors.Add(error);
        }
    }

    private void Read(IReadOnlyList<IstioCluster> clusters)
    {
        // Many objects of one cluster may be piped; it is read once.
        foreach (IstioCluster cluster in clusters.Where(_begun.Add))
        {
            ReportedCluster facts = _clusters.For(cluster);
            ClusterReading reading = new(cluster, facts, Name, error => Fail(error, facts));
            StartOn(cluster, reading.RunAsync);
        }
    }

    private void WriteReport()
    {
        FleetReport report = new()
        {
            Title = Title,
            Written = TimeProvider.System.GetUtcNow(),
            Generator = ClientName.UserAgent.Replace('/', ' '),
            Clusters = _clusters.All,
        };
        long length;
        try
        {
            length = _file!.Write(output => ReportPage.Write(report, output, StopToken));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (RecordException exception)
        {
            Keep(exception.Record);
            return;
        }

        WriteVerbose(Messages.Get("ReportWritten", _path, length));
        WriteObject(PassThru ? new FileInfo(_path) : Numbers(report, length));
    }

    private GatewayReport Numbers(FleetReport report, long length) => new()
    {
        Path = _path,
        Title = report.Title,
        Written = report.Written.UtcDateTime,
        Length = length,
        Clusters = report.Clusters.Count,
        ClustersWithErrors = report.Clusters.Count(cluster => cluster.Errors.Count > 0),
        Nodes = report.Clusters.Sum(cluster => cluster.Nodes),
        NodesNeedingTemplate = report.Clusters.Sum(cluster => cluster.NodesNeedingTemplate),
        Gateways = report.Clusters.Sum(cluster => cluster.Gateways),
        GatewaysNotStarting = report.Clusters.Sum(cluster => cluster.GatewaysNotStarting),
        TemplatesDrifted = report.Clusters.Sum(cluster => cluster.Drifted),
        Errors = report.Clusters.Sum(cluster => cluster.Errors.Count),
    };
}
