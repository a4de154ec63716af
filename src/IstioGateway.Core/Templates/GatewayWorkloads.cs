using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Injection;

namespace IstioGateway.Templates;

/// <summary>
/// Which Deployments select which injection templates, by the annotation of their pods (istio pkg/kube/inject/inject.go,
/// selectTemplates: names separated by commas, trimmed). The revision that injects them is not looked at: labels of the
/// namespace and tags decide it.
/// </summary>
public sealed class GatewayWorkloads
{
    private readonly IReadOnlyList<(string Name, string[] Templates)> _deployments;

    private GatewayWorkloads(IReadOnlyList<(string Name, string[] Templates)> deployments) => _deployments = deployments;

    /// <summary>Lists the Deployments of all namespaces.</summary>
    /// <exception cref="ClusterException">They cannot be listed.</exception>
    public static async Task<GatewayWorkloads> ListAsync(IClusterApi api, CancellationToken cancellationToken)
    {
        ResourceList list = await api.ListAsync(ResourceType.Deployment, null, ResourceSelection.All, cancellationToken).ConfigureAwait(false);
        return new GatewayWorkloads([.. list.Items.Select(Read).Where(deployment => deployment.Templates.Length > 0)]);
    }

    /// <summary>Those that select a template, as <c>namespace/name</c>, sorted.</summary>
    public IReadOnlyList<string> Using(string templateName) =>
    [
        .. _deployments.Where(deployment => deployment.Templates.Contains(templateName, StringComparer.Ordinal))
            .Select(deployment => deployment.Name).Order(StringComparer.Ordinal),
    ];

    /// <summary>The templates that a pod, or the pod template of a Deployment, selects; none where it leaves that to the mesh.</summary>
    internal static string[] SelectedBy(JsonNode? pod) => (pod.Text("metadata", "annotations", PodInjector.TemplatesAnnotation) ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static (string Name, string[] Templates) Read(JsonObject deployment) => (
        $"{deployment.Text("metadata", "namespace")}/{deployment.Text("metadata", "name")}",
        SelectedBy(deployment.At("spec", "template")));
}
