using System.Text.Json.Nodes;
using GoTemplate;
using IstioGateway.Clusters;

namespace IstioGateway.Injection;

/// <summary>
/// Injects a sample pod once in each process, on a thread of its own, while the first true injection has not got far yet. Nearly
/// all the time of a first injection is the runtime's, which compiles each method when it is first called; two threads compile
/// twice as many at a time. So what is done last, and what templates do late, is done first here. Cmdlets that will inject begin it
/// before they wait for a cluster. Nobody waits for it or needs it.
/// </summary>
internal static class InjectionRehearsal
{
    /// <summary>What gateways' templates do, their last lines first.</summary>
    private const string Template =
        """
        {{- with .Values.global.delay }}{{ . }}{{ end }}
        {{- range $key, $value := .ProxyConfig.ProxyMetadata }}{{ $key }}={{ $value }}{{ end }}
        {{- valueOrDefault .MeshConfig.TrustDomain .Values.global.name }}
        {{- if and .TypeMeta.APIVersion .DeploymentMeta.Name }}{{ toLower .TypeMeta.Kind }}s/{{ (.DeploymentMeta).Name }}{{ end }}
        {{- .ProxyConfig.InterceptionMode.String }}{{ list "a" "b" | join "," }}
        {{- $first := true }}
        {{- range $index, $container := .Spec.Containers }}
          {{- range $container.Ports }}{{ if not $first }},{{ end }}{{ structToJSON . }}{{ $first = false }}{{ end }}
        {{- end }}
        {{- protoToJSON .ProxyConfig }}{{ .ProxyUID | default "1337" }}
        {{- if contains "/" (annotation .ObjectMeta `example.com/image` .Values.global.name) }}{{ .ProxyImage }}{{ else }}-{{ end }}
        {{- if ge (len .Spec.Containers) 1 }}{{ if not (isset .ObjectMeta.Annotations `example.com/a`) }}{{ index (list 1) 0 }}{{ end }}{{ end }}
        {{- index .ObjectMeta.Labels `app` | default .Revision | quote }}
        """;

    /// <summary>A little of what templates print, in the form in which they print it.</summary>
    private const string Printed =
        """
        metadata:
          labels:
            app: "gateway"
        spec:
          text: |
            line
          containers:
          - name: proxy
            args:
            - proxy
            port: 2
            ready: true
        """;

    private static readonly TaskCompletionSource<IYamlCodec> Reader = new();
    private static readonly Task Shared =
        Task.Factory.StartNew(Play, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Begins, unless it has begun before.</summary>
    /// <param name="yaml">Reads what templates print, where it is known already.</param>
    /// <returns>The rehearsal, which never needs to be waited for.</returns>
    public static Task Begin(IYamlCodec? yaml = null)
    {
        if (yaml is not null)
        {
            Reader.TrySetResult(yaml);
        }

        return Shared;
    }

    // To parse comes first, since to render needs it; then what the true injection, which begins with the pod's types, does last.
    private static void Play()
    {
        Template template = GoTemplate.Template.Parse(PodInjector.ParseName, Template, PodInjector.Functions);
        if (Reader.Task is { IsCompletedSuccessfully: true } known)
        {
            known.Result.Read(Printed); // It is there: nothing is waited for.
        }

        GatewayWorkload workload = SampleGateway.Usual().Workload;
        template.Render(new InjectionData
        {
            Pod = workload.Pod,
            TypeMeta = new OwnerType(workload.Owner.ApiVersion, workload.Owner.Kind),
            DeploymentMeta = new OwnerName(workload.Owner.Namespace, workload.Owner.Name),
            Values = Read("""{"global":{"name":"istiod","delay":1}}"""),
            MeshConfig = Read("""{"trustDomain":"cluster.local"}"""),
            ProxyConfig = Read("""{"interceptionMode":"REDIRECT","proxyMetadata":{"A":"a"}}"""),
        }.ToGo(workload.Pod));
        JsonObject patch = Read("""{"metadata":{"labels":{"app":"gateway"}},"spec":{"containers":[{"name":"istio-proxy","args":["proxy"]}]}}""");
        JsonObject pod = PodDecoder.Decode(workload.Pod).Pod;
        JsonObject merged = PodDecoder.Decode(StrategicMerge.Apply(pod, patch, PodType.Pod)).Pod;
        ContainerOverrides.Reapply(merged, pod, PodDecoder.Decode(patch).Pod, isTproxy: false);
    }

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;
}
