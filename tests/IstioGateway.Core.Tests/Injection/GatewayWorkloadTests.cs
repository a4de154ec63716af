using System.Text.Json.Nodes;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

public sealed class GatewayWorkloadTests
{
    private const string Containers = """{"containers":[{"name":"istio-proxy","image":"auto"}]}""";

    [Fact]
    public void A_Deployment_gives_the_pod_of_its_template()
    {
        GatewayWorkload workload = From($$$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"edge","namespace":"net"},
             "spec":{"template":{"metadata":{"labels":{"a":"b"}},"spec":{{{{Containers}}}}}}}
            """);

        Assert.Equal(new PodOwner("apps/v1", "Deployment", "edge", "net"), workload.Owner);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$$$"""
                {"metadata":{"labels":{"a":"b"},"generateName":"edge-","namespace":"net"},"spec":{{{{Containers}}}},"apiVersion":"v1","kind":"Pod"}
                """),
            workload.Pod));
    }

    [Theory]
    [InlineData("""{"name":"edge"}""", "v1", "Pod", "edge")]
    [InlineData("""{"name":"edge-1","generateName":"edge-"}""", "v1", "Pod", "edge-1")]
    [InlineData(
        """{"name":"edge-7f-x","generateName":"edge-7f-","labels":{"pod-template-hash":"7f"},"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"edge-7f","controller":true}]}""",
        "apps/v1", "Deployment", "edge")]
    [InlineData(
        """{"generateName":"edge-7f-","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"edge-7f","controller":true}]}""",
        "apps/v1", "ReplicaSet", "edge-7f")]
    [InlineData(
        """{"name":"p","generateName":"s-","ownerReferences":[{"apiVersion":"x/v1","kind":"X","name":"x"},{"apiVersion":"apps/v1","kind":"StatefulSet","name":"s","controller":true}]}""",
        "apps/v1", "StatefulSet", "s")]
    public void The_owner_of_a_pod_is_found_as_istiod_finds_it(string metadata, string apiVersion, string kind, string name)
    {
        GatewayWorkload workload = From($$$$"""{"apiVersion":"v1","kind":"Pod","metadata":{{{{metadata}}}},"spec":{{{{Containers}}}}}""");

        Assert.Equal(new PodOwner(apiVersion, kind, name, "default"), workload.Owner);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"x"}}""", "no 'kind'")]
    [InlineData("""{"kind":"Service","metadata":{"name":"x"}}""", "A Service makes no pods")]
    [InlineData("""{"kind":"Deployment","metadata":{"name":"x"},"spec":{}}""", "no spec.template")]
    [InlineData("""{"kind":"Deployment","metadata":{},"spec":{"template":{"spec":{"containers":[{"name":"a"}]}}}}""", "no metadata.name")]
    [InlineData("""{"kind":"Pod","metadata":{"name":"x"},"spec":{"containers":[]}}""", "no containers")]
    public void What_makes_no_gateway_pod_is_refused_with_the_reason(string manifest, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => From(manifest)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_manifest_is_left_as_it_was()
    {
        JsonObject manifest = JsonNode.Parse($$$$"""{"kind":"Pod","metadata":{"name":"x"},"spec":{{{{Containers}}}},"status":{"phase":"Running"}}""")!.AsObject();
        JsonNode before = manifest.DeepClone();

        _ = GatewayWorkload.From(manifest);

        Assert.True(JsonNode.DeepEquals(before, manifest));
    }

    private static GatewayWorkload From(string json) => GatewayWorkload.From(JsonNode.Parse(json)!.AsObject());
}
