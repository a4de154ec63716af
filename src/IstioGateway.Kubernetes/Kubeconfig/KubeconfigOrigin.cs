using IstioGateway.Clusters;
using YamlDotNet.Core;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>The file (or text) that a kubeconfig entry was read from: for messages, and for its relative paths.</summary>
/// <param name="Path">Full path of the file; <see langword="null"/> for text.</param>
internal sealed record KubeconfigOrigin(string? Path)
{
    /// <summary>How messages call it.</summary>
    public string Display => Path ?? "The kubeconfig text";

    /// <summary>Makes an error that points into this file.</summary>
    public ClusterException Error(Mark position, string message) =>
        new(ClusterErrorKind.Kubeconfig, $"{Display}, line {position.Line}, column {position.Column}: {message}");

    /// <summary>
    /// Resolves a path against the folder of its file, as client-go's <c>clientcmd.ResolveLocalPaths</c> does.
    /// Returns <see langword="null"/> for a relative path in text, which has no folder.
    /// </summary>
    public string? Resolve(string path)
    {
        if (System.IO.Path.IsPathFullyQualified(path))
        {
            return path;
        }

        string? folder = Path is null ? null : System.IO.Path.GetDirectoryName(Path);
        return folder is null ? null : System.IO.Path.GetFullPath(path, folder);
    }
}
