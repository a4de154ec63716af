using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IstioGateway.Kubernetes.Yaml;

/// <summary>Turns a piece of a parsed document into JSON.</summary>
internal static class YamlNodeConverter
{
    public static JsonNode? ToJson(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var result = new JsonObject();
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    result[(key as YamlScalarNode)?.Value ?? ""] = ToJson(value);
                }

                return result;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(ToJson)]);
            case YamlScalarNode { Style: ScalarStyle.Plain } plain when plain.Tag.IsEmpty:
                return YamlScalars.Resolve(plain.Value ?? "");
            default:
                return JsonValue.Create((node as YamlScalarNode)?.Value ?? "");
        }
    }
}
