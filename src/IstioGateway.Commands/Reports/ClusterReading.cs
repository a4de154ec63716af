using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Nodes;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Commands.Templates;
using IstioGateway.Commands.Workloads;
using IstioGateway.Injection;
using IstioGateway.Kernels;
using IstioGateway.Reports;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Reports;

/// <summary>
/// Reads one cluster for a report, as Get-NodeKernel, Get-IstioGatewayTemplate, Test-GatewayTemplate and Get-GatewayWorkload read it.
/// What one of them may not read or does not find leaves the others; a server that does not answer ends the reading.
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="facts">Takes what is read.</param>
/// <param name="istioNames">Names of <c>Istio</c> resources, or wildcards.</param>
/// <param name="fail">Takes what fails.</param>
internal sealed class ClusterReading(
    IstioCluster cluster, ReportedCluster facts, IReadOnlyList<string> istioNames, Action<ErrorRecord> fail)
{
    /// <summary>Reads.</summary>
    /// <exception cref="ClusterException">Nothing more can be read.</exception>
    public async Task RunAsync(IPipeline pipeline, IClusterApi api, CancellationToken cancellationToken)
    {
        RecordingPipeline recording = new(pipeline, facts, fail);
        await PartAsync(() => NodesAsync(api, recording, cancellationToken)).ConfigureAwait(false);
        await PartAsync(() => TemplatesAsync(api, recording, cancellationToken)).ConfigureAwait(false);
        await PartAsync(() => GatewaysAsync(api, recording, cancellationToken)).ConfigureAwait(false);
    }

    private async Task PartAsync(Func<Task> read)
    {
        try
        {
            await read().ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Kind
            is ClusterErrorKind.Forbidden or ClusterErrorKind.ResourceNotFound or ClusterErrorKind.TypeNotServed)
        {
            fail(ErrorRecords.From(exception, cluster, cluster.Name));
        }
    }

    private async Task NodesAsync(IClusterApi api, RecordingPipeline recording, CancellationToken cancellationToken)
    {
        NodeJudge judge = new(recording, cluster, KernelRule.DefaultMinimum, onlyRequiring: false);
        await new NodeLister(api, cluster, NodeNameFilter.For(null), judge)
            .RunAsync(new NodeQuery(), recording, cancellationToken).ConfigureAwait(false);
        facts.NodesRead();
    }

    private async Task TemplatesAsync(IClusterApi api, RecordingPipeline recording, CancellationToken cancellationToken)
    {
        await new TemplateInventoryJob(cluster, api, recording, istioNames, ["*"]).RunAsync(cancellationToken).ConfigureAwait(false);
        facts.TemplatesRead();
        foreach (IstioGatewayTemplate template in recording.Templates)
        {
            facts.Add(template with
            {
                Findings = await FindingsAsync(template, api, recording, cancellationToken).ConfigureAwait(false),
            });
        }
    }

    /// <summary>The findings of the text, and of the pods that come of it where that is known: the template of gateway pods.</summary>
    private async Task<IReadOnlyList<TemplateFinding>> FindingsAsync(
        IstioGatewayTemplate template, IClusterApi api, RecordingPipeline recording, CancellationToken cancellationToken)
    {
        if (template.TemplateName != Patches.TemplateName.Gateway)
        {
            return template.Findings;
        }

        try
        {
            LiveInjector injector = await LiveTemplateReader
                .ReadInjectorAsync(api, Adapters.Yaml(), template.Name, cancellationToken).ConfigureAwait(false);
            TemplateCheckOptions options = new()
            {
                TemplateName = template.TemplateName,
                Settings = await MeshSettings.ReadAsync(cluster, injector, api, recording, cancellationToken).ConfigureAwait(false),
                IstioVersion = template.IstioVersion ?? injector.IstioVersion,
            };
            return TemplateCheck.Run(template.Template, options, Adapters.Yaml(), cancellationToken).Findings;
        }
        catch (LiveTemplateException exception)
        {
            recording.WriteWarning(Messages.Get("ReportNotChecked", cluster.Name, template.TemplateName, exception.What));
            return template.Findings;
        }
    }

    private async Task GatewaysAsync(IClusterApi api, RecordingPipeline recording, CancellationToken cancellationToken)
    {
        foreach (GatewayWorkloadStatus gateway in await new WorkloadInventory(cluster, api, recording)
            .ReadAsync(namespaces: null, names: null, cancellationToken).ConfigureAwait(false))
        {
            facts.Add(gateway);
        }

        facts.GatewaysRead();
    }
}
