using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers.Injection;
using IstioGateway.Sandbox.Controllers.Workloads;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// The simulated mesh: the Sail Operator's two controllers, the kubelet that brings istiod up, istiod's injection webhook, and, where
/// it is asked for, all that runs other pods.
/// </summary>
/// <param name="network">
/// Where the webhook is served; <see langword="null"/> for an API server that cannot reach objects of this process, which gets no webhook.
/// </param>
public sealed class MeshControllers(ServiceNetwork? network) : IMeshControllers
{
    /// <summary>The simulated mesh without a webhook, for any API server.</summary>
    public MeshControllers()
        : this(network: null)
    {
    }

    /// <inheritdoc/>
    public async Task RunAsync(
        IClusterApi api, IYamlCodec yaml, MeshControllerOptions options, CancellationToken cancellationToken)
    {
        ControllerContext context = new(api, yaml, options);
        IstiodFleet? fleet = network is null ? null : new IstiodFleet(context, network);
        RevisionPruner pruner = new(context);
        IstioController istio = new(context, pruner);
        RevisionController revision = new(context, hasWebhook: fleet is not null);
        IstiodController istiod = new(context, fleet);
        await Task.WhenAll(
            new ReconcileLoop(context, ResourceType.ConfigMap, istiod.ConfigMapChangedAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.Istio, istio.ReconcileAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.IstioRevision, istio.RevisionChangedAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.Istio, revision.MeshChangedAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.Istio, istiod.MeshChangedAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.IstioRevision, revision.ReconcileAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.Deployment, revision.DeploymentChangedAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.Deployment, istiod.ReconcileAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.Namespace, revision.WorkloadChangedAsync).RunAsync(cancellationToken),
            new ReconcileLoop(context, ResourceType.Pod, revision.WorkloadChangedAsync).RunAsync(cancellationToken),
            pruner.RunAsync(cancellationToken),
            options.SimulateWorkloads ? new WorkloadControllers(context).RunAsync(cancellationToken) : Task.CompletedTask)
            .ConfigureAwait(false);
    }
}
