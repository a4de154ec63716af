using System.Text.Json.Nodes;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>What a Deployment says of its own proxy container wins over the template.</summary>
public sealed class ContainerOverridesTests
{
    private const string Template = """
        {"spec":{"containers":[{"name":"istio-proxy","image":"proxyv2","args":["proxy"],"securityContext":{"runAsUser":0},
          "env":[{"name":"A","value":"1"},{"name":"B","value":"1"}]}]}}
        """;

    [Fact]
    public void The_pods_fields_lie_on_top_of_the_templates()
    {
        JsonObject pod = Reapply("""
            {"metadata":{"name":"gw"},"spec":{"containers":[{"name":"app","image":"app"},{"name":"istio-proxy","image":"auto","tty":true,
              "securityContext":{"runAsNonRoot":true},"env":[{"name":"B","value":"2"}]}]}}
            """);

        JsonNode proxy = pod["spec"]!["containers"]![1]!;
        Assert.Equal("proxyv2", (string?)proxy["image"]);
        Assert.Equal("""{"runAsUser":0,"runAsNonRoot":true}""", proxy["securityContext"]!.ToJsonString());
        Assert.Equal("""[{"name":"A","value":"1"},{"name":"B","value":"2"}]""", proxy["env"]!.ToJsonString());
        Assert.Equal(
            """{"containers":[{"name":"istio-proxy","env":[{"name":"B","value":"2"}],"resources":{},"securityContext":{"runAsNonRoot":true},"tty":true}]}""",
            (string?)pod["metadata"]!["annotations"]![ContainerOverrides.OverridesAnnotation]);
    }

    [Fact]
    public void An_image_of_the_pods_own_wins()
    {
        JsonObject pod = Reapply("""{"spec":{"containers":[{"name":"istio-proxy","image":"mine"}]}}""");

        Assert.Equal("mine", (string?)pod["spec"]!["containers"]![0]!["image"]);
    }

    [Fact]
    public void A_pod_without_the_container_stays_as_the_template_left_it()
    {
        JsonObject pod = Reapply("""{"metadata":{"name":"gw"},"spec":{"containers":[{"name":"app","image":"app"}]}}""");

        Assert.Null(pod["metadata"]!["annotations"]);
        Assert.Equal(2, pod["spec"]!["containers"]!.AsArray().Count);
    }

    [Fact]
    public void A_pod_injected_before_takes_the_new_template_and_keeps_its_annotations()
    {
        JsonObject pod = Reapply("""
            {"metadata":{"annotations":{"sidecar.istio.io/status":"{\"containers\":[\"istio-proxy\"]}"}},
             "spec":{"containers":[{"name":"istio-proxy","image":"old","tty":true}]}}
            """);

        Assert.Equal("proxyv2", (string?)pod["spec"]!["containers"]![0]!["image"]);
        Assert.False(pod["metadata"]!["annotations"]!.AsObject().ContainsKey(ContainerOverrides.OverridesAnnotation));
    }

    [Fact]
    public void Overrides_kept_in_the_annotation_come_before_the_containers()
    {
        JsonObject pod = Reapply("""
            {"metadata":{"annotations":{"proxy.istio.io/overrides":"{\"containers\":[{\"name\":\"istio-proxy\",\"image\":\"kept\"}]}"}},
             "spec":{"containers":[{"name":"istio-proxy","image":"auto"}]}}
            """);

        Assert.Equal("kept", (string?)pod["spec"]!["containers"]![0]!["image"]);
    }

    [Fact]
    public void An_annotation_that_is_no_JSON_is_refused()
    {
        const string pod = """{"metadata":{"annotations":{"proxy.istio.io/overrides":"{"}},"spec":{"containers":[]}}""";

        Assert.Throws<PodDecodeException>(() => Reapply(pod));
    }

    [Theory]
    [InlineData("istio-init", false, """{"name":"istio-init","args":["-u","1500"],"resources":{}}""", 1500)]
    [InlineData("istio-validation", false, """{"name":"istio-validation","args":["-u","1500"],"resources":{},"securityContext":{"runAsUser":1500}}""", 1500)]
    [InlineData("istio-init", true, """{"name":"istio-init","args":["-u","1500"],"resources":{}}""", 0)]
    public void The_user_of_the_pods_own_proxy_reaches_the_init_container(string init, bool isTproxy, string expected, int proxyUser)
    {
        string template = $$$"""
            {"spec":{"containers":[{"name":"istio-proxy","image":"proxyv2"}],"initContainers":[{"name":"{{{init}}}","args":["-u","1337"]}]}}
            """;

        JsonObject pod = Reapply(
            """{"spec":{"containers":[{"name":"istio-proxy","image":"auto","securityContext":{"runAsUser":1500}}]}}""", template, isTproxy);

        Assert.Equal(expected, pod["spec"]!["initContainers"]![0]!.ToJsonString());
        Assert.Equal(proxyUser, (long?)pod["spec"]!["containers"]![0]!["securityContext"]!["runAsUser"]);
    }

    private static JsonObject Reapply(string pod, string template = Template, bool isTproxy = false)
    {
        JsonObject original = PodDecoder.Decode(JsonNode.Parse(pod)!.AsObject()).Pod;
        JsonObject patch = JsonNode.Parse(template)!.AsObject();
        JsonObject merged = PodDecoder.Decode(StrategicMerge.Apply(original, patch, PodType.Pod)).Pod;
        JsonObject defined = PodDecoder.Decode(StrategicMerge.Apply([], patch, PodType.Pod)).Pod;
        string before = original.ToJsonString() + merged.ToJsonString();

        JsonObject result = ContainerOverrides.Reapply(merged, original, defined, isTproxy);

        Assert.Equal(before, original.ToJsonString() + merged.ToJsonString());
        return result;
    }
}
