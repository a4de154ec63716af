using System.Security;
using IstioGateway.Clusters;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Reads one kubeconfig into its root mapping, without the object model of any client library.</summary>
internal static class KubeconfigFileReader
{
    /// <summary>Far above any real kubeconfig; keeps a wrong path (a core dump, a device) from filling the memory.</summary>
    private const int MaximumBytes = 16 * 1024 * 1024;

    private const int MaximumDepth = 100;

    /// <summary>Reads a file; <see langword="null"/> when it does not exist.</summary>
    public static KubeconfigSection? ReadFile(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            var file = new FileInfo(full);
            if (!file.Exists)
            {
                return Directory.Exists(full)
                    ? throw new ClusterException(ClusterErrorKind.Kubeconfig, $"{full} is a folder, not a kubeconfig file.")
                    : null;
            }

            if (file.Length > MaximumBytes)
            {
                throw new ClusterException(
                    ClusterErrorKind.Kubeconfig, $"{full} is too large for a kubeconfig ({file.Length} bytes).");
            }

            return ReadText(File.ReadAllText(full), new KubeconfigOrigin(full));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            throw new ClusterException(ClusterErrorKind.Kubeconfig, $"The kubeconfig {full} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads text. An empty document is an empty mapping, as for kubectl.</summary>
    public static KubeconfigSection ReadText(string text, KubeconfigOrigin origin)
    {
        var stream = new YamlStream();
        try
        {
            CheckEvents(text, origin);
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            // The library's own exception is not kept: its text may quote what stands in the file.
            throw origin.Error(e.Start, $"this is no valid YAML ({Reason(e)}).");
        }

        YamlNode? root = stream.Documents.Count == 0 ? null : stream.Documents[0].RootNode;
        return root switch
        {
            null or YamlScalarNode { Value: null or "" } => new KubeconfigSection(origin, new YamlMappingNode(), "the kubeconfig"),
            YamlMappingNode mapping => new KubeconfigSection(origin, mapping, "the kubeconfig"),
            _ => throw origin.Error(root.Start, "this is no kubeconfig: a mapping with clusters, users and contexts is expected."),
        };
    }

    /// <summary>
    /// The library loads nested values by recursion, which a text of a hundred thousand brackets would exhaust, and does not
    /// say where an alias stands that names nothing.
    /// </summary>
    private static void CheckEvents(string text, KubeconfigOrigin origin)
    {
        int depth = 0;
        HashSet<AnchorName> anchors = [];
        var parser = new Parser(new StringReader(text));
        try
        {
            while (parser.MoveNext())
            {
                if (parser.Current is NodeEvent { Anchor.IsEmpty: false } node)
                {
                    anchors.Add(node.Anchor);
                }
                else if (parser.Current is AnchorAlias alias && !anchors.Contains(alias.Value))
                {
                    throw origin.Error(alias.Start, "this is no valid YAML (an alias names no anchor before it; is a * meant as text? Quote it).");
                }

                depth += parser.Current!.NestingIncrease;
                if (depth > MaximumDepth)
                {
                    throw origin.Error(parser.Current.Start, "this is no kubeconfig: it is nested too deep.");
                }
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            // How the parser says that text stands where only another document could begin, or that a tag is no URI.
            throw origin.Error(
                parser.Current?.End ?? Mark.Empty, "this is no valid YAML (is what follows indented far enough?).");
        }
    }

    private static string Reason(YamlException e)
    {
        int quote = e.Message.AsSpan().IndexOfAny('\'', '"');
        string reason = (quote < 0 ? e.Message : e.Message[..quote]).Trim().TrimEnd('.', ',', ':');
        return reason.Length == 0 ? "it cannot be parsed" : reason;
    }
}
