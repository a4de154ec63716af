using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Commands.Templates;
using IstioGateway.Injection;

namespace IstioGateway.Commands;

/// <summary>Expand-GatewayTemplate: renders a template for a gateway as istiod would, and returns the YAML and the merged pod.</summary>
[Cmdlet(VerbsData.Expand, "GatewayTemplate", DefaultParameterSetName = LiveSet, HelpUri = Help.Root + "Expand-GatewayTemplate.md")]
[OutputType(typeof(ExpandedGatewayTemplate))]
[OutputType(typeof(string))]
public sealed class ExpandGatewayTemplateCommand : TemplateReadCmdlet
{
    private JsonObject? _workload;

    /// <summary>The Deployment or Pod to inject into: an object, or YAML or JSON text. Without it: a usual gateway.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Workload { get; set; }

    /// <summary>The same, from a file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkloadPath { get; set; }

    /// <summary>Object (the default), or Yaml: what the template prints and then the merged pod, as two documents.</summary>
    [Parameter]
    public ExpandFormat As { get; set; } = ExpandFormat.Object;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Workload is not null && WorkloadPath is not null)
        {
            ThrowTerminatingError(ErrorRecords.Create(
                ErrorId.InvalidManifest, ErrorCategory.InvalidArgument, WorkloadPath, Messages.Get("WorkloadTwice")));
        }

        try
        {
            _workload = WorkloadPath is not null ? JsonArgument.ReadFile(GetUnresolvedProviderPathFromPSPath(WorkloadPath))
                : Workload is not null ? JsonArgument.Read(Workload, nameof(Workload))
                : null;
            _ = Sample();
        }
        catch (RecordException exception)
        {
            ThrowTerminatingError(exception.Record);
        }
    }

    private protected override async Task LookAsync(TemplateSubject subject, IPipeline pipeline, CancellationToken cancellationToken)
    {
        IYamlCodec yaml = Adapters.Yaml();
        InjectionResult result;
        try
        {
            result = new TemplateRenderer(subject.TemplateName, subject.Text, subject.Settings, yaml).Inject(Sample(), cancellationToken);
        }
        catch (InjectionException exception)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.InjectionFailed,
                ErrorCategory.InvalidData,
                subject.Source,
                Messages.Get(ErrorId.InjectionFailed, subject.Source, exception.Message),
                cause: exception));
        }

        string rendered = string.Join("---\n", result.Rendered.Select(template => Titled(template, result.Rendered.Count)));
        string pod = yaml.Write(result.Pod);
        if (As == ExpandFormat.Yaml)
        {
            await pipeline.WriteObjectAsync(
                $"{Messages.Get("YamlRendered")}\n{rendered.TrimEnd('\n')}\n---\n{Messages.Get("YamlPod")}\n{pod.TrimEnd('\n')}").ConfigureAwait(false);
            return;
        }

        await pipeline.WriteObjectAsync(new ExpandedGatewayTemplate
        {
            Cluster = subject.Cluster,
            TemplateName = string.Join(',', result.Rendered.Select(template => template.Name)),
            Source = subject.Source,
            Values = subject.Settings.Source,
            Yaml = rendered,
            Pod = JsonConversion.ToPowerShell(result.Pod)!,
            PodYaml = pod,
            Dropped = result.Dropped,
            Effect = PrivilegedPortRule.Judge(result.Pod),
        }).ConfigureAwait(false);
    }

    private static string Titled(RenderedTemplate template, int count) =>
        count == 1 ? template.Text : string.Create(CultureInfo.InvariantCulture, $"# {template.Name}\n{template.Text.TrimEnd('\n')}\n");

    private SampleGateway Sample()
    {
        if (_workload is null)
        {
            return SampleGateway.Usual();
        }

        try
        {
            return new SampleGateway(_workload.Text("metadata", "name") ?? "-", GatewayWorkload.From(_workload));
        }
        catch (FormatException exception)
        {
            throw new RecordException(ErrorRecords.Create(
                ErrorId.InvalidManifest,
                ErrorCategory.InvalidData,
                WorkloadPath ?? nameof(Workload),
                Messages.Get(ErrorId.InvalidManifest, WorkloadPath ?? $"-{nameof(Workload)}", exception.Message),
                cause: exception));
        }
    }
}
