using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;
using IstioGateway.Kubernetes.Kubeconfig;

namespace IstioGateway.Kubernetes;

/// <summary>Makes connections from kubeconfigs. Files are read, no socket is opened and no process started.</summary>
public sealed class KubernetesConnector : IClusterConnector
{
    /// <inheritdoc/>
    public KubeconfigSummary ReadKubeconfig(KubeconfigSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        KubeconfigDocument document = KubeconfigLoader.Load(source);
        List<KubeconfigContext> contexts = [];
        foreach (string name in document.ContextNames)
        {
            KubeconfigSection context = document.Context(name)!;
            string cluster = context.Text("cluster") ?? "";
            contexts.Add(new KubeconfigContext(
                name, cluster, context.Text("user"), document.Cluster(cluster)?.Text("server"), context.Origin.Path));
        }

        return new KubeconfigSummary(contexts, document.CurrentContext);
    }

    /// <inheritdoc/>
    public ClusterConnection Connect(KubeconfigSource source, string? contextName, ConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(settings);
        ResolvedContext context = ResolvedContext.Find(KubeconfigLoader.Load(source), contextName);
        (ConnectionPlan plan, IReadOnlyList<string> warnings) =
            ConnectionPlanner.Plan(context, context.Context.Origin.Path ?? source.ToString(), settings);
        return new ClusterConnection(new KubernetesApi(new ApiClient(plan, settings)), warnings);
    }
}
