using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Loads and merges what a <see cref="KubeconfigSource"/> names.</summary>
internal static class KubeconfigLoader
{
    /// <exception cref="ClusterException"><see cref="ClusterErrorKind.Kubeconfig"/>.</exception>
    public static KubeconfigDocument Load(KubeconfigSource source)
    {
        var document = new KubeconfigDocument();
        if (source.Content is not null)
        {
            document.Merge(KubeconfigFileReader.ReadText(source.Content, new KubeconfigOrigin(null)));
        }
        else
        {
            LoadFiles(source, document);
        }

        return document.IsEmpty
            ? throw new ClusterException(
                ClusterErrorKind.Kubeconfig,
                $"The kubeconfig is empty: {source} defines no cluster, user or context.")
            : document;
    }

    private static void LoadFiles(KubeconfigSource source, KubeconfigDocument document)
    {
        bool anyFile = false;
        foreach (string path in source.Paths)
        {
            // KUBECONFIG=a::b and a trailing separator give empty elements, which kubectl passes over.
            if (path.Length == 0)
            {
                continue;
            }

            KubeconfigSection? root = KubeconfigFileReader.ReadFile(path);
            if (root is not null)
            {
                anyFile = true;
                document.Merge(root);
            }
            else if (!source.SkipMissing)
            {
                throw new ClusterException(
                    ClusterErrorKind.Kubeconfig,
                    $"The kubeconfig file {Path.GetFullPath(path)} does not exist. Check the path, or the KUBECONFIG variable.");
            }
        }

        if (!anyFile)
        {
            throw new ClusterException(
                ClusterErrorKind.Kubeconfig,
                source.Paths.Count == 0
                    ? "No kubeconfig file is named."
                    : $"None of these kubeconfig files exists: {string.Join(", ", source.Paths)}.");
        }
    }
}
