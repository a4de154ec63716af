using System.Text.Json.Nodes;

namespace IstioGateway.Clusters;

/// <summary>
/// The port to YAML. Reading follows YAML 1.1's core scalars as Kubernetes does (sigs.k8s.io/yaml: plain scalars become
/// booleans, numbers and null; quoted ones stay strings); writing never changes a string's value when it is read back.
/// </summary>
public interface IYamlCodec
{
    /// <summary>Reads the first document of <paramref name="text"/>; JSON is YAML too.</summary>
    /// <exception cref="FormatException">The text is no YAML; the message holds line and column.</exception>
    JsonNode? Read(string text);

    /// <summary>Reads every document of <paramref name="text"/>; empty ones are <see langword="null"/>.</summary>
    /// <exception cref="FormatException">The text is no YAML; the message holds line and column.</exception>
    IReadOnlyList<JsonNode?> ReadAll(string text);

    /// <summary>Writes one document, two-space indented, keys in the order given, multi-line strings as block scalars.</summary>
    string Write(JsonNode? node);
}
