using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers.Workloads;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// The simulated mesh: the Sail Operator's two controllers, the kubelet that brings istiod up, and, where it is asked for, all that
/// runs other pods.
/// </summary>
public sealed class MeshControllers : IMeshControllers
{
    /// <inheritdoc/>
    public async Task RunAsync(
        IClusterApi api, IYamlCodec yaml, MeshControllerOptions options, CancellationToken cancellationToken)
    {
        ControllerContext context = new(api, yaml, options);
        RevisionPruner pruner = new(context);
        IstioController istio = new(context, pruner);
        RevisionController revision = new(context);
        IstiodController istiod = new(context);
        await Task.WhenAll(
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
