using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers.Injection;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// The operator's controller of <c>IstioRevision</c> resources: "installs the chart" (the injector ConfigMap and istiod's
/// Deployment) and says how it went. Ready looks at istiod's replicas only and is computed whether or not the installation
/// failed (sail-operator 1.30.3, controllers/istiorevision/istiorevision_controller.go:291-354).
/// </summary>
internal sealed class RevisionController(ControllerContext context, bool hasWebhook)
{
    private readonly RevisionUsage _usage = new(context);

    /// <summary>The label that leads from istiod's Deployment to its revision.</summary>
    public const string RevisionLabel = "istio.io/rev";

    /// <summary>Brings ConfigMap, Deployment and status in line with a revision.</summary>
    public async Task ReconcileAsync(JsonObject revision, CancellationToken cancellationToken)
    {
        string name = revision["metadata"]!["name"]!.GetValue<string>();
        ResourceRef reference = new(ResourceType.IstioRevision, name);
        if (IsIdle(await OwnerFailureAsync(revision, cancellationToken).ConfigureAwait(false)))
        {
            return;
        }

        await context.WorkAsync(cancellationToken).ConfigureAwait(false);
        JsonObject? latest = await context.FindAsync(reference, cancellationToken).ConfigureAwait(false);
        if (latest is null || Generation(latest) != Generation(revision))
        {
            // Gone, or changed meanwhile: the change has an event of its own, and takes its own time.
            return;
        }

        string? error = null;
        SimulatedFailure failure = await OwnerFailureAsync(latest, cancellationToken).ConfigureAwait(false);
        if (IsIdle(failure))
        {
            return;
        }

        if (failure == SimulatedFailure.ReconcileError)
        {
            error = "failed to install/update Helm chart \"istiod\": execution error: simulated failure";
        }
        else
        {
            await InstallAsync(latest, name, cancellationToken).ConfigureAwait(false);
        }

        JsonObject reconciled = Conditions.Make(
            latest, "Reconciled", error is null, error is null ? "Reconciled" : "ReconcileError", error ?? "", context.Clock);
        await WriteStatusAsync(latest, name, reconciled, Generation(latest), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks at the active revision again when its mesh changed: a simulated failure may have been switched.</summary>
    public async Task MeshChangedAsync(JsonObject istio, CancellationToken cancellationToken)
    {
        JsonObject? revision = istio["status"]?["activeRevisionName"]?.GetValue<string>() is { } active
            ? await context.FindAsync(new ResourceRef(ResourceType.IstioRevision, active), cancellationToken).ConfigureAwait(false)
            : null;
        if (revision is not null)
        {
            await ReconcileAsync(revision, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at the revision again when its istiod changed.</summary>
    public async Task DeploymentChangedAsync(JsonObject deployment, CancellationToken cancellationToken)
    {
        string? name = deployment["metadata"]?["labels"]?[RevisionLabel]?.GetValue<string>();
        if (name is null || deployment["metadata"]?["labels"]?["app"]?.GetValue<string>() != "istiod")
        {
            return;
        }

        JsonObject? revision = await context.FindAsync(new ResourceRef(ResourceType.IstioRevision, name), cancellationToken)
            .ConfigureAwait(false);
        if (revision is not null)
        {
            await LookAgainAsync(revision, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at every revision again when a namespace or a pod changed: it may use another one now.</summary>
    public async Task WorkloadChangedAsync(JsonObject workload, CancellationToken cancellationToken)
    {
        ResourceList revisions = await context.Api
            .ListAsync(ResourceType.IstioRevision, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        foreach (JsonObject revision in revisions.Items)
        {
            await LookAgainAsync(revision, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether nobody is there to reconcile revisions.</summary>
    private static bool IsIdle(SimulatedFailure failure) => failure is SimulatedFailure.OperatorGone or SimulatedFailure.RevisionStalled;

    private static long Generation(JsonObject resource) => resource["metadata"]!["generation"]!.GetValue<long>();

    private async Task<SimulatedFailure> OwnerFailureAsync(JsonObject revision, CancellationToken cancellationToken)
    {
        JsonObject? istio = await context.FindOwnerAsync(revision, cancellationToken).ConfigureAwait(false);
        return istio is null ? SimulatedFailure.None : SimulatedFailures.Of(istio);
    }

    /// <summary>
    /// Brings the status in line with istiod and the workloads. What became of the installation is not an event of theirs to say;
    /// without any word of it yet there is nothing to add to.
    /// </summary>
    private async Task LookAgainAsync(JsonObject revision, CancellationToken cancellationToken)
    {
        if (Conditions.Find(revision, "Reconciled") is { } reconciled
            && revision["status"]?["observedGeneration"] is { } observed
            && !IsIdle(await OwnerFailureAsync(revision, cancellationToken).ConfigureAwait(false)))
        {
            string name = revision["metadata"]!["name"]!.GetValue<string>();
            await WriteStatusAsync(revision, name, (JsonObject)reconciled.DeepClone(), observed.GetValue<long>(), cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private async Task InstallAsync(JsonObject revision, string name, CancellationToken cancellationToken)
    {
        string namespaceName = revision["spec"]!["namespace"]!.GetValue<string>();
        ResourceRef configMap = RevisionResources.Injector(name, namespaceName);
        if (IsInjectorOmitted(revision))
        {
            // Helm takes out what the chart no longer renders.
            await context.DeleteAsync(configMap, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            JsonObject content = InjectorConfigMap.Build(revision, configMap, name, context.Yaml);
            await context.EnsureAsync(configMap, content, ["data"], cancellationToken).ConfigureAwait(false);
        }

        if (hasWebhook)
        {
            await InjectionChart.InstallAsync(context, name, namespaceName, cancellationToken).ConfigureAwait(false);
        }

        ResourceRef istiod = RevisionResources.Istiod(name, namespaceName);
        await context.EnsureAsync(istiod, IstiodController.Deployment(istiod, name), fields: [], cancellationToken).ConfigureAwait(false);
        await new HelmRelease(context).WriteAsync(revision, name, namespaceName, cancellationToken).ConfigureAwait(false);
        context.Trace($"IstioRevision {name}: chart installed");
    }

    /// <summary>The guard around the chart's template (istiod-injector-configmap.yaml: <c>if not .Values.global.omitSidecarInjectorConfigMap</c>).</summary>
    private static bool IsInjectorOmitted(JsonObject revision) =>
        revision["spec"]?["values"]?["global"]?["omitSidecarInjectorConfigMap"]?.GetValue<bool>() == true;

    private async Task WriteStatusAsync(
        JsonObject revision, string name, JsonObject reconciled, long observedGeneration, CancellationToken cancellationToken)
    {
        string namespaceName = revision["spec"]!["namespace"]!.GetValue<string>();
        JsonObject? deployment = await context.FindAsync(RevisionResources.Istiod(name, namespaceName), cancellationToken).ConfigureAwait(false);
        int wanted = deployment?["spec"]?["replicas"]?.GetValue<int>() ?? 1;
        int readyReplicas = deployment?["status"]?["readyReplicas"]?.GetValue<int>() ?? 0;
        bool ready = deployment is not null && readyReplicas >= wanted;
        JsonObject inUse = await _usage.ConditionAsync(revision, cancellationToken).ConfigureAwait(false);
        JsonObject status = new()
        {
            ["conditions"] = new JsonArray(
                reconciled,
                inUse,
                Conditions.Make(
                    revision,
                    "Ready",
                    ready,
                    ready ? "Ready" : "IstiodNotReady",
                    ready ? "" : "not all istiod pods are ready",
                    context.Clock)),
            ["observedGeneration"] = observedGeneration,
            ["state"] = reconciled["status"]!.GetValue<string>() != "True" ? "ReconcileError" : ready ? "Healthy" : "IstiodNotReady",
        };
        await context.WriteStatusAsync(new ResourceRef(ResourceType.IstioRevision, name), revision, status, cancellationToken)
            .ConfigureAwait(false);
    }
}
