using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>A context with the entries it names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Context">The context itself.</param>
/// <param name="Cluster">Its cluster entry.</param>
/// <param name="User">Its user entry; <see langword="null"/> when the context names none.</param>
/// <param name="UserName">Name of the user entry.</param>
internal sealed record ResolvedContext(
    string Name, KubeconfigSection Context, KubeconfigSection Cluster, KubeconfigSection? User, string? UserName)
{
    /// <summary>Finds a context and its entries.</summary>
    /// <param name="document">The merged kubeconfig.</param>
    /// <param name="contextName">Exact name; <see langword="null"/> for the current context.</param>
    /// <param name="needsUser">Whether the user that the context names must be there.</param>
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Kubeconfig"/>.</exception>
    public static ResolvedContext Find(KubeconfigDocument document, string? contextName, bool needsUser = true)
    {
        string name = contextName ?? document.CurrentContext
            ?? throw Missing($"The kubeconfig sets no current-context. Name one of its contexts: {Known(document)}.");
        KubeconfigSection context = document.Context(name)
            ?? throw Missing(contextName is null
                ? $"The kubeconfig's current-context '{name}' is not defined in it. Its contexts: {Known(document)}."
                : $"The kubeconfig has no context '{name}'. Its contexts: {Known(document)}.");

        string clusterName = context.Text("cluster")
            ?? throw context.Error("cluster", $"{context.Name} names no cluster.");
        KubeconfigSection cluster = document.Cluster(clusterName)
            ?? throw context.Error("cluster", $"{context.Name} names the cluster '{clusterName}', which is not defined.");

        string? userName = context.Text("user");
        KubeconfigSection? user = userName is null ? null : document.User(userName);
        if (user is null && userName is not null && needsUser)
        {
            throw context.Error("user", $"{context.Name} names the user '{userName}', which is not defined.");
        }

        return new ResolvedContext(name, context, cluster, user, userName);
    }

    private static string Known(KubeconfigDocument document) =>
        document.ContextNames.Count == 0 ? "(none)" : string.Join(", ", document.ContextNames);

    private static ClusterException Missing(string message) => new(ClusterErrorKind.Kubeconfig, message);
}
