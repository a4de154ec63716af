using System.Text.Json.Nodes;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>What istiod does after the merge; expectations are read off istio pkg/kube/inject/webhook.go.</summary>
public sealed class InjectedPodTests
{
    [Fact]
    public void The_status_names_what_the_templates_brought_and_lists_that_are_empty_are_null()
    {
        JsonObject pod = Finish("{}", injected: """{"spec":{"containers":[{"name":"istio-proxy"}],"volumes":[{"name":"a"},{"name":"b"}]}}""");

        Assert.Equal(
            """{"initContainers":null,"containers":["istio-proxy"],"volumes":["a","b"],"imagePullSecrets":null,"revision":"canary"}""",
            (string?)pod["metadata"]!["annotations"]!["sidecar.istio.io/status"]);
        Assert.Equal("canary", (string?)InjectedPod.StatusOf(pod)!["revision"]);
    }

    [Theory]
    [InlineData("{}", "{}", "15020 /stats/prometheus true", "")]
    [InlineData("""{"prometheus.io/port":"9090","prometheus.io/path":"/m","prometheus.io/scrape":"true"}""", "{}", "15020 /stats/prometheus true", """{"scrape":"true","path":"/m","port":"9090"}""")]
    [InlineData("""{"prometheus.io.port":"9090"}""", "{}", "15020 /stats/prometheus true", """{"scrape":"","path":"","port":"9090"}""")]
    [InlineData("""{"prometheus.io/port":"15020"}""", "{}", "15020  ", "")]
    [InlineData("""{"prometheus.io/scrape":"false"}""", "{}", "  false", "")]
    [InlineData("""{"prometheus.istio.io/merge-metrics":"false"}""", "{}", "  ", "")]
    [InlineData("{}", """{"enablePrometheusMerge":false}""", "  ", "")]
    [InlineData("""{"prometheus.istio.io/merge-metrics":"true"}""", """{"enablePrometheusMerge":false}""", "15020 /stats/prometheus true", "")]
    [InlineData("{}", """{"defaultConfig":{"statusPort":16020}}""", "16020 /stats/prometheus true", "")]
    public void Metrics_are_scraped_from_the_agent_which_knows_where_the_applications_are(
        string annotations, string mesh, string expected, string variable)
    {
        JsonObject pod = Finish("{\"metadata\":{\"annotations\":" + annotations + "},\"spec\":{\"containers\":[{\"name\":\"istio-proxy\"}]}}", mesh: mesh);

        JsonNode after = pod["metadata"]!["annotations"]!;
        Assert.Equal(expected, $"{after["prometheus.io/port"]} {after["prometheus.io/path"]} {after["prometheus.io/scrape"]}");
        Assert.Equal(variable, (string?)pod["spec"]!["containers"]![0]!["env"]?[0]!["value"] ?? "");
        Assert.Null(after["prometheus.io.port"]);
    }

    [Theory]
    [InlineData("""{"containers":[{"name":"istio-proxy"},{"name":"app"}]}""", false, "app istio-proxy")]
    [InlineData("""{"containers":[{"name":"app"},{"name":"istio-proxy"}]}""", true, "istio-proxy app")]
    [InlineData("""{"initContainers":[{"name":"istio-init"},{"name":"mine"},{"name":"istio-validation"}]}""", false, "istio-validation mine istio-init")]
    [InlineData("""{"initContainers":[{"name":"mine"},{"name":"istio-proxy"},{"name":"istio-init"}]}""", false, "istio-init istio-proxy mine")]
    public void Containers_start_in_the_order_in_which_they_need_each_other(string spec, bool hold, string expected)
    {
        JsonObject pod = Finish("{\"spec\":" + spec + "}", mesh: hold ? """{"defaultConfig":{"holdApplicationUntilProxyStarts":true}}""" : "{}");

        JsonArray list = (pod["spec"]!["containers"] ?? pod["spec"]!["initContainers"])!.AsArray();
        Assert.Equal(expected, string.Join(' ', list.Select(container => (string?)container!["name"])));
    }

    [Fact]
    public void The_network_becomes_a_label_and_configured_annotations_are_added()
    {
        JsonObject pod = Finish("{}", values: """{"global":{"network":"net1"}}""");

        Assert.Equal("net1", (string?)pod["metadata"]!["labels"]!["topology.istio.io/network"]);
        Assert.Equal("yes", (string?)pod["metadata"]!["annotations"]!["added"]);
    }

    [Theory]
    [InlineData("enabled", "{}", "{}", InjectionSkip.None)]
    [InlineData("disabled", "{}", "{}", InjectionSkip.Policy)]
    [InlineData("off", "{}", "{}", InjectionSkip.Policy)]
    [InlineData("disabled", """{"labels":{"sidecar.istio.io/inject":"true"}}""", "{}", InjectionSkip.None)]
    [InlineData("enabled", """{"labels":{"sidecar.istio.io/inject":"true"},"annotations":{"sidecar.istio.io/inject":"false"}}""", "{}", InjectionSkip.None)]
    [InlineData("enabled", """{"annotations":{"sidecar.istio.io/inject":"no"}}""", "{}", InjectionSkip.Refused)]
    [InlineData("enabled", """{"labels":{"never":"1"}}""", "{}", InjectionSkip.NeverInject)]
    [InlineData("enabled", """{"labels":{"never":"1","sidecar.istio.io/inject":"true"}}""", "{}", InjectionSkip.None)]
    [InlineData("disabled", """{"labels":{"always":"1"}}""", "{}", InjectionSkip.None)]
    [InlineData("enabled", "{}", """{"hostNetwork":true}""", InjectionSkip.HostNetwork)]
    [InlineData("enabled", """{"namespace":"kube-public"}""", "{}", InjectionSkip.SystemNamespace)]
    public void Label_annotation_selectors_and_policy_decide_in_this_order(string policy, string metadata, string spec, InjectionSkip expected)
    {
        JsonObject configMap = new()
        {
            ["data"] = new JsonObject
            {
                ["config"] = """
                    { "policy": "POLICY", "templates": {}, "neverInjectSelector": [{}, {"matchLabels":{"never":"1"}}],
                      "alwaysInjectSelector": [{"matchExpressions":[{"key":"always","operator":"Exists"}]}] }
                    """.Replace("POLICY", policy, StringComparison.Ordinal),
                ["values"] = "{}",
            },
        };
        InjectorConfig config = InjectorConfig.Read(
            configMap, new Clusters.ResourceRef(Clusters.ResourceType.ConfigMap, "istio-sidecar-injector", "istio-system"), new Templates.JsonOnlyYaml());
        JsonObject pod = JsonNode.Parse("{\"metadata\":" + metadata + ",\"spec\":" + spec + "}")!.AsObject();

        Assert.Equal(expected, InjectionPolicy.Decide(config, pod));
    }

    private static JsonObject Finish(string pod, string injected = "{}", string mesh = "{}", string values = "{}") => InjectedPod.Finish(
        new InjectionResult { Pod = Read(pod), Injected = Read(injected), Rendered = [], Dropped = [] },
        new InjectionSettings
        {
            MeshConfig = Read(mesh),
            Values = Read(values),
            Revision = "canary",
            Source = "test",
            InjectedAnnotations = new Dictionary<string, string> { ["added"] = "yes" },
        });

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();
}
