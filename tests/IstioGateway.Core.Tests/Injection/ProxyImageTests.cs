using System.Text.Json.Nodes;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

public sealed class ProxyImageTests
{
    [Theory]
    [InlineData("""{"hub":"h","tag":"1.28.0"}""", "{}", "{}", "h/proxyv2:1.28.0")]
    [InlineData("""{"hub":"h","tag":1.28,"proxy":{"image":"proxy"}}""", "{}", "{}", "h/proxy:1.28")]
    [InlineData("""{"hub":"h","tag":"t","proxy":{"image":"example.com/proxy:1"}}""", """{"image":{"imageType":"debug"}}""", "{}", "example.com/proxy:1")]
    [InlineData("""{"hub":"h","tag":"t"}""", """{"image":{"imageType":"distroless"}}""", "{}", "h/proxyv2:t-distroless")]
    [InlineData("""{"hub":"h","tag":"t-distroless"}""", """{"image":{"imageType":"debug"}}""", "{}", "h/proxyv2:t-debug")]
    [InlineData("""{"hub":"h","tag":"t-debug"}""", """{"image":{"imageType":"default"}}""", "{}", "h/proxyv2:t")]
    [InlineData("""{"hub":"h","tag":"t"}""", """{"image":{"imageType":"debug"}}""", """{"sidecar.istio.io/proxyImageType":"distroless"}""", "h/proxyv2:t-distroless")]
    public void The_image_is_named_as_istiod_names_it(string global, string proxyConfig, string annotations, string expected)
    {
        JsonObject values = new() { ["global"] = JsonNode.Parse(global) };
        JsonObject pod = new() { ["metadata"] = new JsonObject { ["annotations"] = JsonNode.Parse(annotations) } };

        Assert.Equal(expected, ProxyImage.For(values, JsonNode.Parse(proxyConfig)!.AsObject(), pod));
    }
}
