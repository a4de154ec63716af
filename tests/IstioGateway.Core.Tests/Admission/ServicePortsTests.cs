using System.Text.Json.Nodes;
using IstioGateway.Admission;

namespace IstioGateway.Core.Tests.Admission;

public sealed class ServicePortsTests
{
    [Theory]
    [InlineData("""{"port":80}""", "s: 80 to 80")]
    [InlineData("""{"port":80,"targetPort":8080}""", "")]
    [InlineData("""{"port":8443,"targetPort":443}""", "s: 8443 to 443")]
    [InlineData("""{"port":80,"targetPort":"http"}""", "s: 80 to 81")]
    [InlineData("""{"port":80,"targetPort":"nothing"}""", "")]
    [InlineData("""{"port":53,"protocol":"UDP"}""", "")]
    public void A_target_port_is_a_number_a_name_or_the_port_itself(string port, string expected) =>
        Assert.Equal(expected, string.Join("; ", ServicePorts.Privileged([Service("{\"a\":\"b\"}", port)], Pod())));

    [Theory]
    [InlineData("""{"a":"b","c":"d"}""")]
    [InlineData("{}")]
    [InlineData("null")]
    public void A_service_that_does_not_select_the_pod_does_not_matter(string selector) =>
        Assert.Empty(ServicePorts.Privileged([Service(selector, """{"port":80}""")], Pod()));

    private static JsonObject Pod() => JsonNode.Parse(
        """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"ports":[{"name":"http","containerPort":81}]}]}}""")!.AsObject();

    private static JsonObject Service(string selector, string port) =>
        JsonNode.Parse("{\"metadata\":{\"name\":\"s\"},\"spec\":{\"selector\":" + selector + ",\"ports\":[" + port + "]}}")!.AsObject();
}
