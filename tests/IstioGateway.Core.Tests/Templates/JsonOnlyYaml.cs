using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Core.Tests.Templates;

/// <summary>JSON is YAML; the codec itself is tested where it lives.</summary>
internal sealed class JsonOnlyYaml : IYamlCodec
{
    public JsonNode? Read(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    public IReadOnlyList<JsonNode?> ReadAll(string text) => [Read(text)];

    public string Write(JsonNode? node) => node?.ToJsonString() ?? "null";
}
