using System.Text.Json.Nodes;
using GoTemplate;
using IstioGateway.Injection;

namespace IstioGateway.Core.Tests.Injection;

public sealed class InjectionDataTests
{
    private const string Pod = """
        {"metadata":{"name":"gw-1","labels":{"app":"gw"},"uid":"u"},
         "spec":{"containers":[{"name":"istio-proxy","ports":[{"containerPort":80,"name":"http"}],
           "livenessProbe":{"httpGet":{"port":8080}},"env":[{"name":"E","value":"v"}],
           "resources":{"limits":{"cpu":"1000m"}},"securityContext":{"runAsUser":0,"runAsNonRoot":false}}],
          "volumes":[{"name":"v","emptyDir":{"medium":"Memory"}}],"terminationGracePeriodSeconds":0}}
        """;

    private static readonly InjectionData Data = new()
    {
        Pod = Json(Pod),
        TypeMeta = new OwnerType("apps/v1", "Deployment"),
        DeploymentMeta = new OwnerName("ingress", "gw"),
        Values = Json("""{"global":{"proxy":{"port":15020,"tags":["a",1]}}}"""),
        MeshConfig = Json("""{"trustDomain":"td","enable_tracing":true,"defaultConfig":{"concurrency":2},"outboundTrafficPolicy":{"mode":"ALLOW_ANY"}}"""),
        ProxyConfig = Json("""{"proxyMetadata":{"A":"b"},"drainDuration":"45.5s","tracing":{"zipkin":{"address":"z:9411"}},"serviceCluster":"sc","interceptionMode":1}"""),
        ProxyImage = "proxyv2",
    };

    [Theory]
    [InlineData("{{ .TypeMeta.Kind }} {{ .TypeMeta.APIVersion }}", "Deployment apps/v1")]
    [InlineData("{{ .DeploymentMeta }} {{ .DeploymentMeta.Name }}", "ingress/gw gw")]
    [InlineData("{{ .ProxyUID }} {{ .ProxyImage }} {{ .Revision }} {{ .NativeSidecars }}", "1337 proxyv2 default false")]
    [InlineData("""{{ printf "%T %T %T" .ProxyUID .Spec .MeshConfig }}""", "int64 v1.PodSpec *v1alpha1.MeshConfig")]
    [InlineData("{{ .ObjectMeta.Name }} {{ index .ObjectMeta.Labels `app` }} {{ .ObjectMeta.UID }}", "gw-1 gw u")]
    [InlineData("{{ len .ObjectMeta.Annotations }}{{ index .ObjectMeta.Annotations `x` }}{{ if .ObjectMeta.Annotations }}y{{ end }}", "0")]
    [InlineData("{{ range .Spec.Containers }}{{ .Name }}{{ range .Ports }} {{ .ContainerPort }} {{ .Protocol }} {{ .HostPort }}{{ end }}{{ end }}", "istio-proxy 80  0")]
    [InlineData("{{ with .Spec.SecurityContext }}y{{ else }}n{{ end }}", "n")]
    [InlineData("{{ with (index .Spec.Containers 0).SecurityContext }}{{ if .RunAsUser }}{{ .RunAsUser }}{{ end }}{{ if .RunAsNonRoot }}{{ .RunAsNonRoot }}{{ end }}{{ .RunAsGroup }}{{ end }}", "0false<nil>")]
    [InlineData("{{ range .Spec.Volumes }}{{ .EmptyDir.Medium }} {{ .VolumeSource.EmptyDir.Medium }}{{ end }}", "Memory Memory")]
    [InlineData("{{ (index .Spec.Containers 0).LivenessProbe.ProbeHandler.HTTPGet.Port }}", "8080")]
    [InlineData("{{ (index .Spec.Containers 0).LivenessProbe.HTTPGet.Port.String }}", "8080")]
    [InlineData("{{ index (index .Spec.Containers 0).Resources.Limits `cpu` }}", "1")]
    [InlineData("{{ .Spec.HostNetwork }}{{ .Spec.DNSPolicy }}{{ len .Spec.Tolerations }}", "false0")]
    [InlineData("{{ .Values.global.proxy.port }} {{ index .Values.global.proxy.tags 1 }} {{ .Values.none }}", "15020 1 <no value>")]
    [InlineData("{{ .MeshConfig.TrustDomain }} {{ .MeshConfig.EnableTracing }} {{ .MeshConfig.DefaultConfig.Concurrency.Value }}", "td true 2")]
    [InlineData("{{ .MeshConfig.OutboundTrafficPolicy.Mode }} {{ .MeshConfig.EnableAutoMtls }} {{ .MeshConfig.GetRootNamespace }}", "ALLOW_ANY <nil> ")]
    [InlineData("{{ .ProxyConfig.InterceptionMode.String }} {{ .ProxyConfig.InterceptionMode }} {{ .ProxyConfig.ControlPlaneAuthPolicy }}", "TPROXY TPROXY NONE")]
    [InlineData("{{ .ProxyConfig.ProxyMetadata.A }} {{ .ProxyConfig.GetServiceCluster }} {{ .ProxyConfig.StatusPort }}", "b sc 0")]
    [InlineData("{{ .ProxyConfig.DrainDuration.Seconds }} {{ .ProxyConfig.DrainDuration }}", "45 seconds:45 nanos:500000000")]
    [InlineData("{{ .ProxyConfig.Tracing.Zipkin.Address }}{{ with .ProxyConfig.Tracing.Lightstep }}y{{ end }}", "z:9411")]
    [InlineData("{{ index (index .Spec.Containers 0).Ports 0 }}", "&ContainerPort{Name:http,HostPort:0,ContainerPort:80,Protocol:,HostIP:,}")]
    public void Templates_see_what_Go_shows_them(string template, string expected)
    {
        Assert.Equal(expected, Template.Parse("inject", template).Render(Data.ToGo()));
    }

    [Theory]
    [InlineData("{{ .ObjectMeta.Nme }}", "can't evaluate field Nme in type v1.ObjectMeta")]
    [InlineData("{{ .Foo }}", "can't evaluate field Foo in type *inject.SidecarTemplateData")]
    [InlineData("{{ .Spec.SecurityContext.RunAsUser }}", "nil pointer evaluating *v1.PodSecurityContext.RunAsUser")]
    [InlineData("{{ .ProxyConfig.Nothing }}", "can't evaluate field Nothing in type *v1alpha1.ProxyConfig")]
    [InlineData("{{ .ProxyConfig.ServiceCluster }}", "can't evaluate field ServiceCluster in type *v1alpha1.ProxyConfig")]
    [InlineData("{{ .MeshConfig.TrustDomain.X }}", "can't evaluate field X in type string")]
    [InlineData("{{ range .Spec.Containers }}{{ .Port }}{{ end }}", "can't evaluate field Port in type v1.Container")]
    public void A_field_that_does_not_exist_fails_in_Gos_words(string template, string message)
    {
        TemplateException error = Assert.Throws<TemplateException>(() => Template.Parse("inject", template).Render(Data.ToGo()));

        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_structs_JSON_is_that_of_Go_in_declared_order()
    {
        IGoObject data = Data.ToGo();

        Assert.Equal("""{"name":"http","containerPort":80}""", JsonOf(First(Field(First(Field(Field(data, "Spec"), "Containers")), "Ports"))));
        Assert.Equal("""{"emptyDir":{"medium":"Memory"}}""", JsonOf(Field(First(Field(Field(data, "Spec"), "Volumes")), "VolumeSource")));
        Assert.Equal("""{"kind":"Deployment","apiVersion":"apps/v1"}""", JsonOf(Field(data, "TypeMeta")));
        Assert.Equal(Data.ProxyConfig.ToJsonString(), JsonOf(Field(data, "ProxyConfig")));
    }

    [Fact]
    public void What_is_no_pod_is_refused()
    {
        InjectionData data = Data with { Pod = Json("""{"spec":{"containers":{}}}""") };

        Assert.Throws<PodDecodeException>(data.ToGo);
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static object? Field(object? value, string name)
    {
        Assert.True(((IGoObject)value!).TryGetField(name, out object? field), name);
        return field;
    }

    private static object? First(object? list) => ((List<object?>)((GoValue)list!).Value!)[0];

    private static string JsonOf(object? value) => Assert.IsAssignableFrom<IJsonBacked>(value).Json!.ToJsonString();
}
