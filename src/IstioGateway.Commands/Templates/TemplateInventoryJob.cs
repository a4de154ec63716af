using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Templates;

/// <summary>Describes templates of one cluster. What one of them fails at is one error, and the others are described.</summary>
internal sealed class TemplateInventoryJob(
    IstioCluster cluster, IClusterApi api, IPipeline pipeline, IReadOnlyList<string> istioNames, IReadOnlyList<string> templateNames)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using ProgressLine progress = new(pipeline, Messages.Get("ReadingTemplates"), cluster.Name);
        GatewayWorkloads? workloads = null;
        bool askedForWorkloads = false;
        foreach (string istioName in await MeshesAsync(cancellationToken).ConfigureAwait(false))
        {
            progress.Show(Messages.Get("StageReading", cluster.Name, istioName));
            if (await ReadAsync(istioName, cancellationToken).ConfigureAwait(false) is not { } mesh)
            {
                continue;
            }

            if (mesh.VersionDenied is { } denied)
            {
                pipeline.WarnOf(cluster, "VersionUnknown", denied, istioName);
            }

            if (mesh.Unreadable is { } unreadable)
            {
                pipeline.WriteVerbose(Messages.Get("InForceUnknown", cluster.Name, istioName, unreadable.What));
            }

            if (!askedForWorkloads)
            {
                workloads = await WorkloadsAsync(cancellationToken).ConfigureAwait(false);
                askedForWorkloads = true;
            }

            foreach (string templateName in Matching(templateNames, mesh.Names))
            {
                await DescribeAsync(mesh, templateName, workloads, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Names as they stand, and in the place of each wildcard those that it matches; case counts, as it does in the cluster.</summary>
    private static IEnumerable<string> Matching(IEnumerable<string> wanted, IReadOnlyList<string> known) => wanted
        .SelectMany(name => WildcardPattern.ContainsWildcardCharacters(name)
            ? known.Where(WildcardPattern.Get(name, WildcardOptions.None).IsMatch)
            : [name])
        .Distinct(StringComparer.Ordinal);

    private async Task<IEnumerable<string>> MeshesAsync(CancellationToken cancellationToken)
    {
        bool lists = istioNames.Any(WildcardPattern.ContainsWildcardCharacters);
        return Matching(istioNames, lists ? await MeshTemplates.ListMeshesAsync(api, cancellationToken).ConfigureAwait(false) : []);
    }

    private async Task<MeshTemplates?> ReadAsync(string istioName, CancellationToken cancellationToken)
    {
        try
        {
            return await MeshTemplates.ReadAsync(api, Adapters.Yaml(), Adapters.Differ(), istioName, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.ResourceNotFound)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(exception, cluster, cluster.Name)).ConfigureAwait(false);
            return null;
        }
    }

    private async Task<GatewayWorkloads?> WorkloadsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GatewayWorkloads.ListAsync(api, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterException exception) when (exception.Kind == ClusterErrorKind.Forbidden)
        {
            pipeline.WarnOf(cluster, "WorkloadsUnknown", exception);
            return null;
        }
    }

    private async Task DescribeAsync(
        MeshTemplates mesh, string templateName, GatewayWorkloads? workloads, CancellationToken cancellationToken)
    {
        try
        {
            IstioGatewayTemplate described =
                await mesh.DescribeAsync(cluster, templateName, workloads, cancellationToken).ConfigureAwait(false);
            if (described.InForce is null && mesh.Unreadable is { Error: LiveTemplateError.NotAllowed, InnerException: ClusterException denied })
            {
                pipeline.WarnOf(cluster, "InForceDenied", denied, mesh.Name);
            }

            if (mesh.DefaultDenied is { } unread)
            {
                pipeline.WarnOf(cluster, "DriftDenied", unread, mesh.Name);
            }

            await pipeline.WriteObjectAsync(described).ConfigureAwait(false);
        }
        catch (LiveTemplateException exception)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.Create(
                ErrorId.LiveTemplateUnavailable,
                LiveTemplateErrors.Category(exception),
                cluster,
                $"[{cluster.Name}] " + Messages.Get(ErrorId.LiveTemplateUnavailable, exception.What),
                cause: exception)).ConfigureAwait(false);
        }
    }
}
