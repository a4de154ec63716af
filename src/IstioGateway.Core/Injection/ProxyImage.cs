using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// The proxy's image, which templates print as <c>.ProxyImage</c> (istio 1.28.10, pkg/kube/inject/inject.go, <c>ProxyImage</c> and
/// <c>imageURL</c>).
/// </summary>
internal static class ProxyImage
{
    private const string ImageTypeAnnotation = "sidecar.istio.io/proxyImageType";
    private const string DefaultType = "default";
    private static readonly string[] Types = ["debug", "distroless"];

    /// <summary>Makes the image's name.</summary>
    /// <param name="values">The values: <c>global.hub</c>, <c>global.tag</c>, <c>global.proxy.image</c>.</param>
    /// <param name="proxyConfig">The proxy's configuration: <c>image.imageType</c>.</param>
    /// <param name="pod">The pod, whose annotation wins over that type.</param>
    public static string For(JsonObject values, JsonObject proxyConfig, JsonObject pod)
    {
        string image = values.Text("global", "proxy", "image") is { Length: > 0 } named ? named : "proxyv2";
        if (image.Contains('/', StringComparison.Ordinal))
        {
            return image;
        }

        string type = pod.Text("metadata", "annotations", ImageTypeAnnotation) ?? proxyConfig.Text("image", "imageType") ?? "";
        string tag = values.Text("global", "tag") ?? values.At("global", "tag")?.ToString() ?? "";
        return $"{values.Text("global", "hub")}/{image}:{Tag(tag, type)}";
    }

    private static string Tag(string tag, string type)
    {
        if (type.Length == 0)
        {
            return tag;
        }

        string? old = Array.Find(Types, known => tag.EndsWith($"-{known}", StringComparison.Ordinal));
        string plain = old is null ? tag : tag[..^(old.Length + 1)];
        return type == DefaultType ? plain : $"{plain}-{type}";
    }
}
