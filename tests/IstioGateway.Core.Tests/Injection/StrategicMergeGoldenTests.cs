using System.Text.Json.Nodes;
using IstioGateway.Injection;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>The merge of real rendered templates into pods, held against apimachinery's answers.</summary>
public sealed class StrategicMergeGoldenTests
{
    [Fact]
    public void Every_rendered_template_merges_as_apimachinery_merges_it()
    {
        JsonArray cases = JsonNode.Parse(SharedFiles.Text("golden/injection-render.json"))!.AsArray();
        YamlCodec yaml = new();
        List<string> differences = [];
        foreach (JsonNode? golden in cases)
        {
            JsonObject pod = PodDecoder.Decode(golden!["pod"]!.AsObject()).Pod;
            JsonObject patch = yaml.Read((string)golden["expected"]!["rendered"]!)!.AsObject();

            JsonObject merged = PodDecoder.Decode(StrategicMerge.Apply(pod, patch, PodType.Pod)).Pod;

            if (!JsonNode.DeepEquals(merged, golden["expected"]!["merged"]))
            {
                differences.Add($"{golden["name"]} {golden["template"]}\n{golden["expected"]!["merged"]!.ToJsonString()}\n{merged.ToJsonString()}");
            }
        }

        Assert.Equal(33, cases.Count);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }
}
