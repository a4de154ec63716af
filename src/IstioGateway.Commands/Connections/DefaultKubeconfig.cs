using IstioGateway.Clusters;

namespace IstioGateway.Commands.Connections;

/// <summary>Where kubectl looks when it is told nothing: the list in <c>KUBECONFIG</c>, then <c>~/.kube/config</c>.</summary>
internal static class DefaultKubeconfig
{
    /// <summary>The default kubeconfig, or <see langword="null"/> where there is none. Never a silent localhost.</summary>
    public static KubeconfigSource? Find()
    {
        string? list = Environment.GetEnvironmentVariable("KUBECONFIG");
        if (!string.IsNullOrWhiteSpace(list))
        {
            return KubeconfigSource.FileList(
                list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        string home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        return File.Exists(home) ? KubeconfigSource.File(home) : null;
    }
}
