using System.Text.Json.Nodes;
using GoTemplate;
using GoTemplate.Sprig;
using IstioGateway.Injection;
using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>istiod's own functions, as a template meets them.</summary>
public sealed class IstioFunctionsTests
{
    private const string Pod = """
        {
          "metadata": {"name": "gw", "labels": {"app": "x"}, "annotations": {"a": "<b>", "empty": ""}},
          "spec": {"containers": [
            {"name": "app", "ports": [{"containerPort": 8080}, {"containerPort": 53, "protocol": "UDP"}, {"containerPort": 9, "protocol": "SCTP"}]},
            {"name": "istio-proxy", "ports": [{"containerPort": 80, "protocol": "TCP"}]}]}
        }
        """;

    [Theory]
    [InlineData("{{ annotation .ObjectMeta `a` `other` }}", "<b>")]
    [InlineData("{{ annotation .ObjectMeta `empty` `other` }}", "")]
    [InlineData("{{ annotation .ObjectMeta `none` `other` }}", "other")]
    [InlineData("{{ annotation .ObjectMeta `none` .Values.port }}", "15020")]
    [InlineData("{{ annotation .ObjectMeta `none` .Values.missing }}", "<nil>")]
    [InlineData("{{ isset .ObjectMeta.Annotations `empty` }}{{ isset .ObjectMeta.Annotations `none` }}", "truefalse")]
    [InlineData("{{ isset .ObjectMeta.Finalizers `a` }}", "template: inject:1:20: executing \"inject\" at <.ObjectMeta.Finalizers>: wrong type for value; expected map[string]string; got []string")]
    [InlineData("{{ annotation .Values `a` 1 }}", "template: inject:1:14: executing \"inject\" at <.Values>: wrong type for value; expected v1.ObjectMeta; got map[string]interface {}")]
    [InlineData("{{ annotation .Spec `a` 1 }}", "template: inject:1:14: executing \"inject\" at <.Spec>: wrong type for value; expected v1.ObjectMeta; got v1.PodSpec")]
    [InlineData("{{ applicationPorts .Spec.Containers }}", "8080")]
    [InlineData("{{ includeInboundPorts .Spec.Containers }}", "8080,80")]
    [InlineData("{{ includeInboundPorts .Spec.InitContainers }}", "")]
    [InlineData("{{ includeInboundPorts `x` }}", "template: inject:1:23: executing \"inject\" at <`x`>: can't handle `x` for arg of type []v1.Container")]
    [InlineData("{{ excludeInboundPort 15020 `` }}", "15020")]
    [InlineData("{{ excludeInboundPort 15020 `80, 443,` }}", "80,443,15020")]
    [InlineData("{{ excludeInboundPort 80 `80, 443` }}", "80, 443")]
    [InlineData("{{ excludeInboundPort `0` `1` }}{{ excludeInboundPort ` ` `2` }}", "12")]
    [InlineData("{{ excludeInboundPort .Values.port `1` }}", "1,15020")]
    [InlineData("{{ kubevirtInterfaces `net1` }} {{ excludeInterfaces `net2` }}", "net1 net2")]
    [InlineData("{{ valueOrDefault `` 1 }}{{ valueOrDefault nil 2 }}{{ valueOrDefault 0 3 }}{{ valueOrDefault `s` 4 }}", "120s")]
    [InlineData("{{ valueOrDefault .Values.m 1 }}", "map[k:v]")]
    [InlineData("{{ toJSON .ObjectMeta.Annotations }}", "{\"a\":\"\\u003cb\\u003e\",\"empty\":\"\"}")]
    [InlineData("{{ toJSON .ObjectMeta.Finalizers }}", "template: inject:1:21: executing \"inject\" at <.ObjectMeta.Finalizers>: wrong type for value; expected map[string]string; got []string")]
    [InlineData("{{ toJSON .Spec.NodeSelector }}", "{}")]
    [InlineData("{{ toJSON .Values.m }}", "template: inject:1:17: executing \"inject\" at <.Values.m>: wrong type for value; expected map[string]string; got map[string]interface {}")]
    [InlineData("{{ (fromJSON `{\"a\":[1,\"x\"]}`).a }} {{ fromJSON `{` }} {{ fromJSON `null` }}", "[1 x] {} <no value>")]
    [InlineData("{{ structToJSON .Values.m }} {{ structToJSON nil }} {{ structToJSON .Values.port }} {{ structToJSON `<` }}", "{\"k\":\"v\"} {} 15020 \"\\u003c\"")]
    [InlineData("{{ structToJSON .Values.missing }} {{ structToJSON .Spec.NodeSelector }}", "{} null")]
    [InlineData("{{ structToJSON (index .Spec.Containers 1).Ports }}", "[{\"containerPort\":80,\"protocol\":\"TCP\"}]")]
    [InlineData("{{ toJson .ObjectMeta }}", "{\"name\":\"gw\",\"labels\":{\"app\":\"x\"},\"annotations\":{\"a\":\"\\u003cb\\u003e\",\"empty\":\"\"}}")]
    [InlineData("{{ protoToJSON .ProxyConfig }}", "{\"tracing\":{\"zipkin\":{\"address\":\"\\u003ca\\u003e\"}},\"concurrency\":2}")]
    [InlineData("{{ protoToJSON nil }}", "{}")]
    [InlineData("{{ protoToJSON `x` }}", "template: inject:1:15: executing \"inject\" at <`x`>: can't handle `x` for arg of type protoreflect.ProtoMessage")]
    [InlineData("{{ protoToJSON .Spec }}", "template: inject:1:15: executing \"inject\" at <.Spec>: wrong type for value; expected protoreflect.ProtoMessage; got v1.PodSpec")]
    [InlineData("{{ formatDuration .ProxyConfig.DrainDuration }} {{ formatDuration nil }}", "45s 0s")]
    [InlineData("{{ formatDuration `1s` }}", "template: inject:1:18: executing \"inject\" at <`1s`>: can't handle `1s` for arg of type *durationpb.Duration")]
    [InlineData("{{ toYaml .ObjectMeta }}", "annotations:\n  a: <b>\n  empty: \"\"\nlabels:\n  app: x\nname: gw\n")]
    [InlineData("{{ toYaml .Values.missing }}{{ toYaml nil }}", "null\nnull\n")]
    [InlineData("{{ toYaml (dict `f` (printf `%c` 127)) }}|", "|")]
    [InlineData("{{ indent 2 `a\nb\n` }}|{{ indent -2 `a\nb` }}|{{ indent 0 `a\nb` }}|{{ indent 3 `` }}", "a\n  b\n  |a\n  b|a\nb|")]
    [InlineData("{{ nindent 2 `a\nb` }}", "\n  a\n  b")]
    [InlineData("{{ directory `/a/b/c` }} {{ directory `a` }} {{ directory `/` }}", "/a/b/  /")]
    [InlineData("{{ contains `/` `a/b` }}{{ contains `a/b` `/` }}", "truefalse")]
    [InlineData("{{ toLower `ÄBC` }}", "äbc")]
    [InlineData("{{ appendMultusNetwork `` `n` }}", "n")]
    [InlineData("{{ appendMultusNetwork `a, n` `n` }}", "a, n")]
    [InlineData("{{ appendMultusNetwork `a` `n` }}", "a, n")]
    [InlineData("{{ appendMultusNetwork `[{\"name\":\"a\"}]` `n` }}", "[{\"name\":\"a\"}, {\"name\": \"n\"}]")]
    [InlineData("{{ appendMultusNetwork `[{\"name\":\"n\"}]` `n` }}", "[{\"name\":\"n\"}]")]
    [InlineData("{{ appendMultusNetwork `[1]` `n` }}{{ appendMultusNetwork `]` `n` }}", "[1]]")]
    [InlineData("{{ env `HOME` `d` }}", "template: inject:1:3: executing \"inject\" at <env `HOME` `d`>: error calling env: not available here: it reads istiod's environment")]
    [InlineData("{{ env `HOME` }}", "template: inject:1:3: executing \"inject\" at <env>: wrong number of args for env: want 2 got 1")]
    [InlineData("{{ omit .ObjectMeta.Annotations `a` `zz` }}", "map[empty:]")]
    [InlineData("{{ omit (dict `a` 1) `a` }}", "template: inject:1:18: executing \"inject\" at <1>: wrong type for value; expected map[string]string; got map[string]interface {}")]
    [InlineData("{{ strdict `a` `1` `b` }} {{ strdict | len }}", "map[a:1 b:] 0")]
    [InlineData("{{ strdict `a` 1 }}", "template: inject:1:15: executing \"inject\" at <1>: expected string; found 1")]
    [InlineData("{{ toJsonMap (strdict `b` `<` `a` `1`) (strdict `b` `2`) }} {{ toJsonMap }}", "{\"a\":\"1\",\"b\":\"2\"} {}")]
    [InlineData("{{ mergeMaps (strdict `a` `1` `b` `1`) .ObjectMeta.Labels .Spec.NodeSelector (strdict `b` `2`) }}", "map[a:1 app:x b:2]")]
    [InlineData("{{ toJson (omitNil (fromJSON `{\"a\":null,\"b\":{\"c\":null},\"d\":[null,1],\"e\":{},\"f\":0}`)) }}", "{\"d\":[1],\"e\":{},\"f\":0}")]
    [InlineData("{{ toYaml (omitNil (fromJSON `{\"a\":[null]}`)) }}", "null\n")]
    [InlineData("{{ otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels `ns` .Spec.Containers }}|", "|")]
    public void A_function_answers_as_istiods(string template, string expected) => Assert.Equal(expected, Render(template));

    [Fact]
    public void Attributes_for_tracing_that_only_istiod_knows_are_refused()
    {
        JsonObject mesh = new()
        {
            ["extensionProviders"] = new JsonArray(new JsonObject
            {
                ["name"] = "otel",
                ["opentelemetry"] = new JsonObject { ["serviceAttributeEnrichment"] = "OTEL_SEMANTIC_CONVENTIONS" },
            }),
        };

        string outcome = Render("{{ otelResourceAttributes .MeshConfig .ObjectMeta.Annotations .ObjectMeta.Labels `ns` .Spec.Containers }}", mesh);

        Assert.Contains("not available here: the mesh has serviceAttributeEnrichment", outcome, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_that_holds_itself_ends_in_an_error()
    {
        foreach (string function in (string[])["toYaml", "structToJSON", "omitNil"])
        {
            string outcome = Render($"{{{{ $m := dict `n` nil }}}}{{{{ $_ := set $m `m` $m }}}}{{{{ {function} $m }}}}");

            Assert.Contains($"error calling {function}", outcome, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_function_of_any_version_is_there_and_the_younger_ones_name_theirs()
    {
        const string names = """
            annotation appendMultusNetwork applicationPorts contains directory env excludeInboundPort excludeInterfaces formatDuration
            fromJSON includeInboundPorts indent isset kubevirtInterfaces mergeMaps omit omitNil otelResourceAttributes protoToJSON
            strdict structToJSON toJSON toJsonMap toLower toYaml valueOrDefault
            """;

        Assert.Equal(names.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Order(), IstioFunctions.Create().Names.Order());
        Assert.Equal(new IstioVersion(1, 22, 0), IstioFunctions.Since("mergeMaps"));
        Assert.Equal(new IstioVersion(1, 28, 0), IstioFunctions.Since("omitNil"));
        Assert.Equal(new IstioVersion(1, 30, 0), IstioFunctions.Since("otelResourceAttributes"));
        Assert.Null(IstioFunctions.Since("toYaml"));
    }

    private static string Render(string template, JsonObject? meshConfig = null)
    {
        InjectionData data = new()
        {
            Pod = JsonNode.Parse(Pod)!.AsObject(),
            TypeMeta = new OwnerType("apps/v1", "Deployment"),
            DeploymentMeta = new OwnerName("ns", "gw"),
            MeshConfig = meshConfig ?? [],
            Values = JsonNode.Parse("""{"port": 15020, "m": {"k": "v"}}""")!.AsObject(),
            ProxyConfig = JsonNode.Parse("""
                {"configPath": "./etc/istio/proxy", "drainDuration": "45s", "statusPort": 15020, "proxyAdminPort": 15000,
                 "discoveryAddress": "istiod.istio-system.svc:15012", "controlPlaneAuthPolicy": "MUTUAL_TLS",
                 "tracing": {"zipkin": {"address": "<a>"}}, "concurrency": 2}
                """)!.AsObject(),
        };
        SidecarTemplateData dot = new(data, PodDecoder.Decode(data.Pod).Pod);
        using StringWriter output = new();
        try
        {
            Template.Parse("inject", template, new FunctionMap { SprigFunctions.Create(), IstioFunctions.Create() })
                .Execute(output, dot, cancellationToken: TestContext.Current.CancellationToken);
            return output.ToString();
        }
        catch (TemplateException exception)
        {
            return exception.Message;
        }
    }
}
