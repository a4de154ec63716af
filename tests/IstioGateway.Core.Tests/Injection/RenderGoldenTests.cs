using System.Text.Json.Nodes;
using GoTemplate;
using IstioGateway.Injection;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>What Go's engine printed for pods, values and mesh configurations, held against byte for byte.</summary>
public sealed class RenderGoldenTests
{
    [Fact]
    public void Every_template_prints_what_the_real_engine_prints()
    {
        JsonArray cases = JsonNode.Parse(SharedFiles.Text("golden/injection-render.json"))!.AsArray();
        List<string> differences = [];
        foreach (JsonNode? golden in cases)
        {
            Template template = Template.Parse(PodInjector.ParseName, Text(golden!["template"]!), PodInjector.Functions);

            string rendered = template.Render(Data(golden).ToGo());

            if (rendered != (string)golden["expected"]!["rendered"]!)
            {
                differences.Add($"{golden["name"]} {golden["template"]}\n{rendered}");
            }
        }

        Assert.Equal(33, cases.Count);
        Assert.True(differences.Count == 0, string.Join("\n", differences));
    }

    private static InjectionData Data(JsonNode golden)
    {
        JsonNode data = golden["data"]!;
        return new InjectionData
        {
            Pod = golden["pod"]!.AsObject(),
            TypeMeta = new OwnerType((string?)data["TypeMeta"]!["apiVersion"] ?? "", (string?)data["TypeMeta"]!["kind"] ?? ""),
            DeploymentMeta = new OwnerName((string?)data["DeploymentMeta"]!["Namespace"] ?? "", (string?)data["DeploymentMeta"]!["Name"] ?? ""),
            Values = Values(golden["values"]!),
            MeshConfig = data["MeshConfig"]!.AsObject(),
            ProxyConfig = new JsonObject
            {
                ["interceptionMode"] = (string?)data["ProxyConfig"]!["InterceptionMode"],
                ["proxyMetadata"] = data["ProxyConfig"]!["ProxyMetadata"]!.DeepClone(),
            },
            Revision = (string)data["Revision"]!,
            ProxyImage = (string)data["ProxyImage"]!,
            NativeSidecars = (bool)data["NativeSidecars"]!,
            InboundTrafficPolicyMode = (string)data["InboundTrafficPolicyMode"]!,
            CompliancePolicy = (string)data["CompliancePolicy"]!,
        };
    }

    // Templates and values are given by the path of a file, or as they are.
    private static string Text(JsonNode template) =>
        ((string)template!).Contains('\n', StringComparison.Ordinal) ? (string)template! : SharedFiles.Text((string)template!);

    private static JsonObject Values(JsonNode values) =>
        values is JsonObject own ? own : JsonNode.Parse(SharedFiles.Text((string)values!))!.AsObject();
}
