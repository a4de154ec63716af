using System.Text.Json.Nodes;
using IstioGateway.Patches;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Patches;

public class GatewayTemplatePatchBodyTests
{
    [Fact]
    public void The_documented_template_makes_the_documented_patch()
    {
        string template = SharedFiles.Text("procedure/gateway-injection-template.txt");
        JsonNode expected = JsonNode.Parse(SharedFiles.Text("procedure/patch.json"))!;

        string text = GatewayTemplatePatchBody.ToText(GatewayTemplatePatchBody.For("gateway", template));

        JsonNode actual = JsonNode.Parse(text)!;
        Assert.True(JsonNode.DeepEquals(expected, actual));
        Assert.Equal(template, actual["spec"]!["values"]!["sidecarInjectorWebhook"]!["templates"]!["gateway"]!.GetValue<string>());
    }

    [Fact]
    public void Its_text_is_written_for_people()
    {
        string text = GatewayTemplatePatchBody.ToText(GatewayTemplatePatchBody.For("gateway", "a: <b> & 'é'"));

        Assert.Contains("\"gateway\": \"a: <b> & 'é'\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void Removing_is_null_and_not_an_empty_text() => Assert.True(JsonNode.DeepEquals(
        JsonNode.Parse("""{"spec":{"values":{"sidecarInjectorWebhook":{"templates":{"gateway":null}}}}}"""),
        GatewayTemplatePatchBody.For("gateway", template: null)));

    [Theory]
    [InlineData("gateway")]
    [InlineData("kube-gateway")]
    [InlineData("spireWithoutNativeSidecar")]
    [InlineData("old_kernel.v2")]
    public void Names_that_a_pod_can_select_are_taken(string name) => Assert.Null(TemplateName.WhyNot(name));

    [Theory]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData("-a")]
    [InlineData("é")]
    public void Other_names_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => GatewayTemplatePatchBody.For(name, "x"));

    [Fact]
    public void A_name_longer_than_a_key_can_be_is_refused() => Assert.NotNull(TemplateName.WhyNot(new string('a', 254)));
}
