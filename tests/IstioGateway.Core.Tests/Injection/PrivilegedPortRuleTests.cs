using System.Text.Json.Nodes;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>The table of what binds port 80, measured with runc and Linux, and what follows from it.</summary>
public sealed class PrivilegedPortRuleTests
{
    private const string Sysctl = """{"sysctls":[{"name":"net.ipv4.ip_unprivileged_port_start","value":"0"}]}""";

    [Theory]
    [InlineData("{}", """{"runAsUser":1337,"capabilities":{"add":["NET_BIND_SERVICE"]}}""", PortBinding.No, PortBinding.DependsOnRuntime)]
    [InlineData("{}", """{"runAsUser":1337,"capabilities":{"add":["CAP_NET_BIND_SERVICE"]}}""", PortBinding.No, PortBinding.DependsOnRuntime)]
    [InlineData(Sysctl, """{"runAsUser":1337,"capabilities":{"drop":["ALL"]}}""", PortBinding.PodDoesNotStart, PortBinding.Yes)]
    [InlineData("{}", """{"runAsUser":0,"capabilities":{"drop":["ALL"],"add":["NET_BIND_SERVICE"]}}""", PortBinding.Yes, PortBinding.Yes)]
    [InlineData("{}", """{"runAsUser":0,"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"],"add":["NET_BIND_SERVICE"]}}""", PortBinding.Yes, PortBinding.Yes)]
    [InlineData("{}", """{"runAsUser":0,"capabilities":{"drop":["ALL"]}}""", PortBinding.No, PortBinding.DependsOnRuntime)]
    [InlineData("{}", """{"runAsUser":0,"capabilities":{"drop":["ALL"],"add":["CAP_NET_BIND_SERVICE"]}}""", PortBinding.No, PortBinding.DependsOnRuntime)]
    [InlineData("{}", """{"runAsUser":0}""", PortBinding.Yes, PortBinding.Yes)]
    [InlineData("{}", """{"runAsUser":0,"privileged":true,"capabilities":{"drop":["ALL"]}}""", PortBinding.Yes, PortBinding.Yes)]
    [InlineData("""{"runAsUser":0}""", "{}", PortBinding.Yes, PortBinding.Yes)]
    [InlineData("""{"runAsUser":0}""", """{"runAsUser":1337}""", PortBinding.No, PortBinding.DependsOnRuntime)]
    [InlineData("""{"runAsNonRoot":true}""", """{"runAsUser":0}""", PortBinding.PodDoesNotStart, PortBinding.PodDoesNotStart)]
    [InlineData("""{"runAsNonRoot":true}""", """{"runAsUser":0,"runAsNonRoot":false}""", PortBinding.Yes, PortBinding.Yes)]
    [InlineData("""{"sysctls":[{"name":"net.ipv4.ip_unprivileged_port_start","value":"1024"}]}""", "{}", PortBinding.PodDoesNotStart, PortBinding.No)]
    [InlineData("""{"sysctls":[{"name":"net.ipv4.ip_local_port_range","value":"1 2"}]}""", "{}", PortBinding.No, PortBinding.DependsOnRuntime)]
    public void The_pod_binds_as_measured(string pod, string container, PortBinding oldKernel, PortBinding newKernel)
    {
        GatewayPodEffect effect = PrivilegedPortRule.Judge(Pod(pod, container))!;

        Assert.Equal((oldKernel, newKernel), (effect.OldKernel, effect.NewKernel));
        Assert.NotEmpty(effect.OldKernelReason);
        Assert.NotEmpty(effect.NewKernelReason);
    }

    [Fact]
    public void A_refusal_is_worded_as_kubelet_words_it()
    {
        GatewayPodEffect effect = PrivilegedPortRule.Judge(Pod("{}", """{"runAsUser":0,"runAsNonRoot":true}"""))!;

        Assert.Contains("container's runAsUser breaks non-root policy", effect.OldKernelReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_without_a_proxy_is_not_judged() =>
        Assert.Null(PrivilegedPortRule.Judge(JsonNode.Parse("""{"spec":{"containers":[{"name":"app"}]}}""")!.AsObject()));

    private static JsonObject Pod(string pod, string container) => new()
    {
        ["spec"] = new JsonObject
        {
            ["securityContext"] = JsonNode.Parse(pod),
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "istio-proxy", ["securityContext"] = JsonNode.Parse(container) }),
        },
    };
}
