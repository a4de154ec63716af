using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Errors;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Templates;

/// <summary>
/// Finds the default that an undo falls back to, or that a restored override replaces, so that the difference says what will
/// be in force. It is good to have and no more: what cannot be read soon is left out.
/// </summary>
internal sealed class UndoDefault(IClusterApi api, IPipeline pipeline, IstioCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The default's text; <see langword="null"/> where there is none or it cannot be read.</summary>
    public async Task<string?> FindAsync(TemplateChangePlan plan, CancellationToken cancellationToken)
    {
        if (plan.Revision is null || !DefaultTemplate.Exists(plan.TemplateName))
        {
            return null;
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            DefaultTemplate own = await DefaultTemplateReader.ReadForAsync(api, Adapters.Yaml(), plan, limit.Token).ConfigureAwait(false);

            // In the form in which overrides are sent, so that the line end at the end of the chart's file is no difference.
            return TemplateText.Normalize(own.Text);
        }
        catch (Exception exception) when (exception is ClusterException or LiveTemplateException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if ((exception as ClusterException ?? exception.InnerException) is ClusterException { Kind: ClusterErrorKind.Forbidden } denied)
            {
                pipeline.WarnOf(cluster, "DefaultDenied", denied);
            }
            else
            {
                string why = (exception as LiveTemplateException)?.What ?? exception.Message;
                pipeline.WriteVerbose(Messages.Get("DefaultUnknown", cluster.Name, why));
            }

            return null;
        }
    }
}
