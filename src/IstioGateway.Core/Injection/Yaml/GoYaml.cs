using System.Text.Json;

namespace IstioGateway.Injection;

/// <summary>
/// YAML as <c>sigs.k8s.io/yaml.Marshal</c> writes it, to the byte: the value as JSON, that JSON read by go-yaml 2 (whose reader
/// is not JSON's, see <see cref="GoYamlInput"/>), and what it read written by go-yaml 2. The releases 1.3 to 1.6 differ only in
/// where they keep their copy of go-yaml 2.4.
/// </summary>
internal static class GoYaml
{
    /// <summary>How deep JSON may nest: what Go's own JSON reader takes, and far more than the stack.</summary>
    private const int MaxDepth = 10_000;

    /// <summary>Writes JSON as a YAML document, which ends with a line feed.</summary>
    /// <param name="json">JSON as Go's json.Marshal writes it.</param>
    /// <exception cref="GoYamlException">go-yaml cannot read it.</exception>
    public static string Write(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return GoYamlEmitter.Write(document.RootElement);
    }
}
