using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Http;
using IstioGateway.Kubernetes.Identity;
using IstioGateway.Kubernetes.Kubeconfig;
using IstioGateway.Kubernetes.Targets;

namespace IstioGateway.Kubernetes;

/// <summary>
/// Makes connections from kubeconfigs, from a server and a token or managed identity, and from a pod's service account. Files are read, no socket
/// is opened and no process started.
/// </summary>
public sealed class KubernetesConnector : IClusterConnector
{
    private readonly PodEnvironment _pod;
    private readonly IdentityEnvironment _identities;

    /// <summary>Creates a connector.</summary>
    public KubernetesConnector()
        : this(PodEnvironment.OfThisProcess(), IdentityEnvironment.OfThisProcess())
    {
    }

    internal KubernetesConnector(PodEnvironment pod, IdentityEnvironment identities)
    {
        _pod = pod;
        _identities = identities;
    }

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
    public ClusterConnection Connect(
        KubeconfigSource source, string? contextName, ConnectionSettings settings, ManagedIdentity? identity = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(settings);
        ResolvedContext context = ResolvedContext.Find(KubeconfigLoader.Load(source), contextName, needsUser: identity is null);
        string origin = context.Context.Origin.Path ?? source.ToString();
        (ConnectionPlan plan, IReadOnlyList<string> warnings) = identity is null
            ? ConnectionPlanner.Plan(context, origin, settings)
            : ConnectionPlanner.Plan(context, origin, identity, Credential(identity, settings));
        return Open(plan, warnings, settings);
    }

    /// <inheritdoc/>
    public ClusterConnection Connect(ServerTarget target, ConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(settings);
        (ConnectionPlan plan, IReadOnlyList<string> warnings) =
            ServerTargetPlanner.Plan(target, identity => Credential(identity, settings));
        return Open(plan, warnings, settings);
    }

    /// <inheritdoc/>
    public ClusterConnection ConnectInCluster(string? name, ConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (ConnectionPlan plan, IReadOnlyList<string> warnings) = PodPlanner.Plan(_pod, name, settings.Clock);
        return Open(plan, warnings, settings);
    }

    private ManagedIdentityCredential Credential(ManagedIdentity identity, ConnectionSettings settings) =>
        ManagedIdentityCredential.For(identity, _identities, settings);

    private static ClusterConnection Open(ConnectionPlan plan, IReadOnlyList<string> warnings, ConnectionSettings settings) =>
        new(new KubernetesApi(new ApiClient(plan, settings)), warnings);
}
