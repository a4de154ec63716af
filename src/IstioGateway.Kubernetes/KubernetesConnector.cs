using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;
using IstioGateway.Kubernetes.Kubeconfig;
using IstioGateway.Kubernetes.Targets;

namespace IstioGateway.Kubernetes;

/// <summary>
/// Makes connections from kubeconfigs, from a server and a token, and from a pod's service account. Files are read, no socket
/// is opened and no process started.
/// </summary>
public sealed class KubernetesConnector : IClusterConnector
{
    private readonly PodEnvironment _pod;

    /// <summary>Creates a connector.</summary>
    public KubernetesConnector()
        : this(PodEnvironment.OfThisProcess())
    {
    }

    internal KubernetesConnector(PodEnvironment pod) => _pod = pod;

    /// <inheritdoc/>
    public bool IsInCluster => _pod.IsComplete;

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
        return Open(plan, warnings, settings);
    }

    /// <inheritdoc/>
    public ClusterConnection Connect(ServerTarget target, ConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(settings);
        (ConnectionPlan plan, IReadOnlyList<string> warnings) = ServerTargetPlanner.Plan(target);
        return Open(plan, warnings, settings);
    }

    /// <inheritdoc/>
    public ClusterConnection ConnectInCluster(string? name, ConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (ConnectionPlan plan, IReadOnlyList<string> warnings) = PodPlanner.Plan(_pod, name, settings.Clock);
        return Open(plan, warnings, settings);
    }

    private static ClusterConnection Open(ConnectionPlan plan, IReadOnlyList<string> warnings, ConnectionSettings settings) =>
        new(new KubernetesApi(new ApiClient(plan, settings)), warnings);
}
