using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Nodes;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Commands.Templates;
using IstioGateway.Injection;
using IstioGateway.Kernels;
using IstioGateway.Patches;
using IstioGateway.Templates;

namespace IstioGateway.Commands;

/// <summary>New-GatewayTemplatePatch: makes the patch for each cluster whose nodes need it. It writes nothing to any cluster.</summary>
[Cmdlet(VerbsCommon.New, "GatewayTemplatePatch", DefaultParameterSetName = BaseSet, HelpUri = Help.Root + "New-GatewayTemplatePatch.md")]
[OutputType(typeof(GatewayTemplatePatch))]
[OutputType(typeof(string))]
public sealed class NewGatewayTemplatePatchCommand : ClusterCmdlet
{
    private const string BaseSet = "Base";
    private const string PathSet = "TemplatePath";
    private const string TextSet = "Template";
    private const string OverlaySet = "Overlay";

    private readonly NodeRequests _requests = new();
    private readonly RenderMemo _memo = new();
    private readonly HashSet<string> _writtenFiles = new(StringComparer.Ordinal);
    private string? _templateFile;
    private string? _outFile;

    /// <summary>Nodes from Get-NodeKernel. They decide: a cluster of which no node needs the template gets no patch.</summary>
    [Parameter(ValueFromPipeline = true)]
    [Alias("InputObject")]
    [AnotherSessionTransformation]
    public NodeKernel[]? Node { get; set; }

    /// <summary>
    /// Which text to start from: Documented; Live, the template in force; or Default, the running version's own, whether or not
    /// it is overridden. Without it: Live with a cluster, Documented without.
    /// </summary>
    [Parameter(ParameterSetName = BaseSet)]
    public TemplateBase? Base { get; set; }

    /// <summary>A template file to start from.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? TemplatePath { get; set; }

    /// <summary>A template text to start from.</summary>
    [Parameter(ParameterSetName = TextSet, Mandatory = true)]
    [AllowEmptyString]
    public string? Template { get; set; }

    /// <summary>Makes the small template of this name that gateways select beside the default one, instead of a whole override.</summary>
    [Parameter(ParameterSetName = OverlaySet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Overlay { get; set; }

    /// <summary>How to deal with ports below 1024, which the sysctl opened: Documented (no effect, as the document has it), None, or Root.</summary>
    [Parameter]
    public PrivilegedPort PrivilegedPort { get; set; } = PrivilegedPort.Documented;

    /// <summary>The name under which the template is stored.</summary>
    [Parameter(ParameterSetName = BaseSet)]
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = TextSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(MeshTemplateNameCompleter))]
    public string TemplateName { get; set; } = Patches.TemplateName.Gateway;

    /// <summary>Name of the Istio resource: whose template is in force (Live), and which one a Kustomize patch names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IstioNameCompleter))]
    public string Name { get; set; } = "default";

    /// <summary>Writes text instead of objects: the patch as Json or Yaml, or a Kustomize component.</summary>
    [Parameter]
    public PatchFormat? As { get; set; }

    /// <summary>Also writes the patch to this file, in the form of -As (Json without it): UTF-8, LF.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <summary>Makes the patch although no node needs it, or although its template fails its test.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InjectionRehearsal.Begin();
        Names.Check(this, Patches.TemplateName.WhyNot(Overlay ?? TemplateName), Overlay ?? TemplateName, Messages.Get("KindTemplate"));
        Names.Check(this, ResourceName.WhyNotSubdomain(Name), Name, Messages.Get("KindIstio"));

        // Paths are the session's business and are resolved on its thread; the jobs run on others.
        _templateFile = TemplatePath is null ? null : GetUnresolvedProviderPathFromPSPath(TemplatePath);
        _outFile = OutFile is null ? null : GetUnresolvedProviderPathFromPSPath(OutFile);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Gather(_requests, Node);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (NodeRequest request in _requests.All)
        {
            if (IsNeeded(request))
            {
                Begin(request);
            }
        }

        base.EndProcessing();
    }

    private bool IsNeeded(NodeRequest request)
    {
        KernelTally nodes = request.Nodes;
        string cluster = request.Cluster?.Name ?? "-";
        if (!_requests.SawNodes || nodes.Requiring > 0)
        {
            if (nodes.Requiring > 0)
            {
                WriteVerbose(Messages.Get("NodesNeedIt", cluster, nodes.Requiring, nodes.Total, nodes.OldKernels()));
            }

            return true;
        }

        if (nodes.Unknown > 0)
        {
            WriteWarning(Messages.Get("OnlyUnknownKernels", cluster, nodes.Unknown, nodes.Total));
        }
        else
        {
            WriteVerbose(Messages.Get("NoNodeNeedsIt", cluster, nodes.Total, KernelRule.DefaultMinimum + "+"));
        }

        return Force;
    }

    private void Begin(NodeRequest request)
    {
        bool live = Base is TemplateBase.Live or TemplateBase.Default
            || (ParameterSetName == BaseSet && Base is null && request.Cluster is not null);
        if (!live)
        {
            Start((pipeline, token) => MakeAsync(request.Cluster, GivenBase(), pipeline, token), request.Cluster);
        }
        else if (request.Cluster is null)
        {
            WriteError(ErrorRecords.Create(
                ErrorId.NoConnection, ErrorCategory.InvalidArgument, nameof(Base), Messages.Get("BaseNeedsCluster", Base)));
        }
        else
        {
            StartOn(request.Cluster, async (pipeline, api, token) =>
            {
                using ProgressLine progress = new(pipeline, Messages.Get("ReadingTemplate"), request.Cluster.Name);
                progress.Show(Messages.Get("StageReading", request.Cluster.Name, Name));
                BaseText text = await LiveBaseAsync(api, request.Cluster, token).ConfigureAwait(false);
                await MakeAsync(request.Cluster, text, pipeline, token).ConfigureAwait(false);
            });
        }
    }

    /// <summary>The base text that needs no cluster; <see langword="null"/> for an overlay, which has none.</summary>
    private BaseText? GivenBase() => ParameterSetName switch
    {
        OverlaySet => null,
        PathSet => new BaseText(TemplateFiles.Read(_templateFile!), _templateFile!, IstioVersion: null),
        TextSet => new BaseText(TemplateFiles.FromText(Template!), "-Template", IstioVersion: null),
        _ => new BaseText(TemplateFiles.Documented(), PatchSources.Documented, DocumentedTemplate.SourceVersion),
    };

    private async Task<BaseText> LiveBaseAsync(IClusterApi api, IstioCluster cluster, CancellationToken cancellationToken)
    {
        if (Base == TemplateBase.Default)
        {
            DefaultTemplate own = await LiveTemplateErrors.ReportedAsync(
                cluster, () => DefaultTemplateReader.ReadAsync(api, Adapters.Yaml(), Name, TemplateName, cancellationToken)).ConfigureAwait(false);
            return new BaseText(TemplateText.FromText(own.Text), own.Source, own.IstioVersion, own.IsInForce)
            {
                Settings = own.Live?.Config.Settings(own.Live.Revision, InjectionDefaults.MeshConfig()),
            };
        }

        LiveTemplate live = await LiveTemplateErrors.ReportedAsync(
            cluster, () => LiveTemplateReader.ReadAsync(api, Adapters.Yaml(), Name, TemplateName, cancellationToken)).ConfigureAwait(false);
        return new BaseText(TemplateText.FromText(live.Text), live.ToString(), live.IstioVersion, IsInForce: true)
        {
            Settings = live.Config.Settings(live.Revision, InjectionDefaults.MeshConfig()),
        };
    }

    private async Task MakeAsync(IstioCluster? cluster, BaseText? baseText, IPipeline pipeline, CancellationToken cancellationToken)
    {
        GatewayTemplatePatch patch = Tested(Make(cluster, baseText), pipeline);
        string where = cluster?.Name ?? "-";
        pipeline.WriteVerbose(Messages.Get(
            "PatchMade", where, patch.TemplateName, patch.Source, patch.Changes.Count == 0 ? "-" : string.Join(" ", patch.Changes)));
        foreach (string change in patch.PodChanges)
        {
            pipeline.WriteVerbose(Messages.Get("PodChange", where, change));
        }

        foreach (TemplateFinding finding in patch.Findings.Where(finding => finding.Severity != FindingSeverity.Error))
        {
            string text = finding.Recommendation is null ? finding.Message : $"{finding.Message} {finding.Recommendation}";
            if (finding.Severity == FindingSeverity.Information || finding.Id == FindingIds.TrailingSpace)
            {
                pipeline.WriteVerbose(text);
            }
            else
            {
                pipeline.WriteWarning(text);
            }
        }

        if (Overlay is not null)
        {
            pipeline.WriteVerbose(Messages.Get("OverlayHint", Overlay));
        }

        if (_outFile is not null)
        {
            await WriteFileAsync(patch, pipeline, cancellationToken).ConfigureAwait(false);
        }

        await pipeline.WriteObjectAsync(As is { } format ? Render(patch, format).TrimEnd('\n') : patch).ConfigureAwait(false);
    }

    private GatewayTemplatePatch Make(IstioCluster? cluster, BaseText? baseText)
    {
        try
        {
            return baseText is null
                ? TemplatePatchFactory.Overlay(cluster, Overlay!, PrivilegedPort, Adapters.Yaml(), _memo)
                : TemplatePatchFactory.FromBase(cluster, TemplateName, baseText, PrivilegedPort, Adapters.Yaml(), _memo);
        }
        catch (TemplateRefusedException exception)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.TemplateRefused,
                ErrorCategory.InvalidData,
                baseText?.Source,
                Messages.Get(ErrorId.TemplateRefused, $"{exception.Message} ({exception.Id})"),
                cause: exception));
        }
        catch (ArgumentException exception)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.InvalidName, ErrorCategory.InvalidArgument, Overlay, exception.Message, cause: exception));
        }
    }

    /// <summary>Refuses a patch whose template no gateway could start with, unless it is insisted on.</summary>
    private GatewayTemplatePatch Tested(GatewayTemplatePatch patch, IPipeline pipeline)
    {
        string[] errors = [.. patch.Findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => f.ToString())];
        if (errors.Length == 0)
        {
            return patch;
        }

        string where = patch.Cluster?.Name ?? "-";
        if (!Force)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.TemplateInvalid,
                ErrorCategory.InvalidData,
                patch.Source,
                Messages.Get("TemplateTested", where, errors.Length, string.Join(" ", errors))));
        }

        pipeline.WriteWarning(Messages.Get("PatchForced", where, string.Join(" ", errors)));
        return patch;
    }

    private string Render(GatewayTemplatePatch patch, PatchFormat format) => PatchWriter.Write(patch, format, Name, Adapters.Yaml);

    private async Task WriteFileAsync(GatewayTemplatePatch patch, IPipeline pipeline, CancellationToken cancellationToken)
    {
        string path = _outFile!;
        PatchFormat format = As ?? PatchFormat.Json;
        lock (_writtenFiles)
        {
            if (!_writtenFiles.Add(path))
            {
                throw new RecordException(ErrorRecords.Create(
                    ErrorId.FileNotWritable, ErrorCategory.ResourceExists, path, Messages.Get("ManyPatchesOneFile", path)));
            }
        }

        try
        {
            await File.WriteAllTextAsync(path, Render(patch, format), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordException(ErrorRecords.ForFile(ErrorId.FileNotWritable, ErrorCategory.WriteError, path, exception));
        }

        pipeline.WriteVerbose(Messages.Get("FileWritten", path, format));
    }
}
