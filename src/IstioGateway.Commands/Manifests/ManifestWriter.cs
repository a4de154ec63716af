using IstioGateway.Clusters;
using IstioGateway.Commands.Parameters;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Gateways;

namespace IstioGateway.Commands.Manifests;

/// <summary>Writes manifests to the pipeline, as objects or as one text.</summary>
internal static class ManifestWriter
{
    private const string Separator = "---\n";

    public static async Task WriteAsync(
        IPipeline pipeline, IReadOnlyList<CommentedManifest> manifests, IstioCluster? cluster, ManifestFormat format, IYamlCodec yaml)
    {
        KubernetesManifest[] made = [.. manifests.Select(manifest => Make(manifest, cluster, yaml))];
        if (format == ManifestFormat.Yaml)
        {
            await pipeline.WriteObjectAsync(string.Join(Separator, made.Select(manifest => manifest.Yaml)).TrimEnd('\n')).ConfigureAwait(false);
            return;
        }

        foreach (KubernetesManifest manifest in made)
        {
            await pipeline.WriteObjectAsync(manifest).ConfigureAwait(false);
        }
    }

    private static KubernetesManifest Make(CommentedManifest manifest, IstioCluster? cluster, IYamlCodec yaml) => new()
    {
        Cluster = cluster,
        ApiVersion = manifest.Object.Text("apiVersion")!,
        Kind = manifest.Object.Text("kind")!,
        Name = manifest.Object.Text("metadata", "name")!,
        Namespace = manifest.Object.Text("metadata", "namespace"),
        Object = JsonConversion.ToPowerShell(manifest.Object)!,
        Yaml = manifest.ToYaml(yaml),
    };
}
