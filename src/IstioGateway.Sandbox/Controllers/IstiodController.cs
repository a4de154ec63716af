using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers.Injection;

namespace IstioGateway.Sandbox.Controllers;

/// <summary>
/// Plays the kubelet for istiod: a while after its Deployment appears, its replicas run, and those that could start are ready.
/// </summary>
/// <param name="context">What the controllers share.</param>
/// <param name="fleet">Runs the replicas; <see langword="null"/> where nobody can reach them, and all are taken for ready.</param>
internal sealed class IstiodController(ControllerContext context, IstiodFleet? fleet)
{
    /// <summary>The Deployment that the chart installs, with what the controllers look at.</summary>
    public static JsonObject Deployment(ResourceRef deployment, string revisionName)
    {
        JsonObject labels = new() { ["app"] = "istiod", [RevisionController.RevisionLabel] = revisionName };
        return new JsonObject
        {
            ["apiVersion"] = ResourceType.Deployment.ApiVersion,
            ["kind"] = ResourceType.Deployment.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = deployment.Name,
                ["namespace"] = deployment.Namespace,
                ["labels"] = labels.DeepClone(),
            },
            ["spec"] = new JsonObject
            {
                ["replicas"] = 1,
                ["selector"] = new JsonObject { ["matchLabels"] = labels.DeepClone() },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = labels },
                    ["spec"] = new JsonObject
                    {
                        ["containers"] = new JsonArray(new JsonObject { ["name"] = "discovery", ["image"] = "istio/pilot" }),
                    },
                },
            },
        };
    }

    /// <summary>Makes the replicas of an istiod Deployment ready, or not ready when its mesh is told to fail that way.</summary>
    public async Task ReconcileAsync(JsonObject deployment, CancellationToken cancellationToken)
    {
        if (deployment["metadata"]?["labels"]?["app"]?.GetValue<string>() != "istiod")
        {
            return;
        }

        await context.WorkAsync(cancellationToken).ConfigureAwait(false);
        JsonObject metadata = deployment["metadata"]!.AsObject();
        ResourceRef reference = new(
            ResourceType.Deployment, metadata["name"]!.GetValue<string>(), metadata["namespace"]!.GetValue<string>());
        JsonObject? latest = await context.FindAsync(reference, cancellationToken).ConfigureAwait(false);
        if (latest is null)
        {
            return;
        }

        int wanted = latest["spec"]?["replicas"]?.GetValue<int>() ?? 1;
        JsonObject? istio = await OwnerAsync(latest, cancellationToken).ConfigureAwait(false);
        bool failing = istio is not null && SimulatedFailures.Of(istio) == SimulatedFailure.NeverReady;
        int ready = fleet is null ? wanted : await fleet.RunAsync(latest, istio, isDown: failing, cancellationToken).ConfigureAwait(false);
        JsonObject status = new()
        {
            ["observedGeneration"] = latest["metadata"]!["generation"]!.GetValue<long>(),
            ["replicas"] = wanted,
            ["readyReplicas"] = failing ? 0 : ready,
        };
        await context.WriteStatusAsync(reference, latest, status, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Hands a changed injector ConfigMap to the replicas, and starts those again that could not start with the one before.</summary>
    public async Task ConfigMapChangedAsync(JsonObject configMap, CancellationToken cancellationToken)
    {
        if (fleet is not null
            && await fleet.ConfigMapChangedAsync(configMap, cancellationToken).ConfigureAwait(false) is { } crashed
            && await context.FindAsync(crashed, cancellationToken).ConfigureAwait(false) is { } deployment)
        {
            await ReconcileAsync(deployment, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at every istiod again when a mesh changed: a simulated failure may have been switched.</summary>
    public async Task MeshChangedAsync(JsonObject istio, CancellationToken cancellationToken)
    {
        ResourceList deployments = await context.Api.ListAsync(
            ResourceType.Deployment, null, new ResourceSelection(LabelSelector: "app=istiod"), cancellationToken).ConfigureAwait(false);
        foreach (JsonObject deployment in deployments.Items)
        {
            await ReconcileAsync(deployment, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<JsonObject?> OwnerAsync(JsonObject deployment, CancellationToken cancellationToken)
    {
        string? name = deployment["metadata"]?["labels"]?[RevisionController.RevisionLabel]?.GetValue<string>();
        JsonObject? revision = name is null
            ? null
            : await context.FindAsync(new ResourceRef(ResourceType.IstioRevision, name), cancellationToken).ConfigureAwait(false);
        return revision is null ? null : await context.FindOwnerAsync(revision, cancellationToken).ConfigureAwait(false);
    }
}
