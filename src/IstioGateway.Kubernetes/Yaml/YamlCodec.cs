using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Yaml;

/// <summary>YAML as Kubernetes reads it. What is written reads back as the same value.</summary>
public sealed class YamlCodec : IYamlCodec
{
    /// <inheritdoc/>
    public JsonNode? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string content = text.StartsWith('\uFEFF') ? text[1..] : text;
        return JsonReader.TryRead(content, out JsonNode? node) || BlockYaml.TryRead(content, out node) ? node : YamlReader.ReadFirst(content);
    }

    /// <inheritdoc/>
    public IReadOnlyList<JsonNode?> ReadAll(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string content = text.StartsWith('\uFEFF') ? text[1..] : text;
        return JsonReader.TryRead(content, out JsonNode? node) ? [node] : YamlReader.ReadAll(content);
    }

    /// <inheritdoc/>
    public string Write(JsonNode? node) => YamlWriter.Write(node);
}
