using System.Text.Json.Nodes;
using IstioGateway.Patches;

namespace IstioGateway.Injection;

/// <summary>A pod that stands for many: each takes another way through a gateway's template.</summary>
/// <param name="Name">What is particular about it, in words.</param>
/// <param name="Workload">The pod and its owner.</param>
/// <param name="Values">What is laid over the values as a merge patch; <see langword="null"/> for nothing.</param>
public sealed record SampleGateway(string Name, GatewayWorkload Workload, JsonObject? Values = null)
{
    private const string Plain =
        """
        {
          "apiVersion": "apps/v1",
          "kind": "Deployment",
          "metadata": { "name": "istio-ingressgateway", "namespace": "istio-ingress" },
          "spec": {
            "template": {
              "metadata": {
                "labels": { "istio": "ingressgateway", "sidecar.istio.io/inject": "true" },
                "annotations": { "inject.istio.io/templates": "gateway" }
              },
              "spec": {
                "serviceAccountName": "istio-ingressgateway",
                "containers": [
                  {
                    "name": "istio-proxy",
                    "image": "auto",
                    "ports": [
                      { "name": "http-envoy-prom", "containerPort": 15090, "protocol": "TCP" }
                    ]
                  }
                ]
              }
            }
          }
        }
        """;

    /// <summary>The usual gateway: a Deployment with one container, <c>istio-proxy</c>.</summary>
    public static SampleGateway Usual() => Make("usual gateway");

    /// <summary>A gateway with the security context that Istio's and its vendors' documents give it: <c>runAsNonRoot: true</c>.</summary>
    public static SampleGateway Hardened() => Make(
        "a Deployment that sets runAsNonRoot: true",
        """
        {"spec":{"template":{"spec":{"containers":[{"name":"istio-proxy","image":"auto","securityContext":{
          "allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"privileged":false,"readOnlyRootFilesystem":true,"runAsNonRoot":true
        }}]}}}}
        """);

    /// <summary>
    /// The samples: what templates ask about is there in one and absent in another (application containers, service account,
    /// annotations, pull secrets, certificates, owner, security context).
    /// </summary>
    public static IReadOnlyList<SampleGateway> All() =>
    [
        Usual(),
        Make("no service account", """{"spec":{"template":{"spec":{"serviceAccountName":null}}}}"""),
        Make(
            "an application container beside the proxy",
            """{"spec":{"template":{"spec":{"containers":[{"name":"app","image":"example.com/app:1","ports":[{"containerPort":9090}]},{"name":"istio-proxy","image":"auto"}]}}}}"""),
        Make(
            "annotations",
            """
            {"spec":{"template":{"metadata":{
              "labels":{"app":"edge","version":"v2","service.istio.io/canonical-name":"edge","topology.istio.io/network":"net-1"},
              "annotations":{
                "sidecar.istio.io/logLevel":"debug",
                "sidecar.istio.io/componentLogLevel":"http:debug",
                "sidecar.istio.io/agentLogLevel":"all:debug",
                "sidecar.istio.io/proxyImage":"example.com/istio/proxyv2:custom",
                "sidecar.istio.io/bootstrapOverride":"custom-bootstrap",
                "sidecar.istio.io/userVolume":"{\"extra\":{\"emptyDir\":{}}}",
                "sidecar.istio.io/userVolumeMount":"{\"extra\":{\"mountPath\":\"/extra\"}}",
                "readiness.status.sidecar.istio.io/initialDelaySeconds":"5",
                "proxy.istio.io/config":"proxyMetadata:\n  EXAMPLE: value\n"
              }}}}}
            """),
        Make(
            "pull secrets",
            values: """{"global":{"imagePullSecrets":["registry"],"imagePullPolicy":"IfNotPresent"}}"""),
        Make(
            "certificates",
            values: """{"global":{"mountMtlsCerts":true,"pilotCertProvider":"kubernetes","caName":"GkeWorkloadCertificate"}}"""),
        Make(
            "certificates without a service account",
            """{"spec":{"template":{"spec":{"serviceAccountName":null}}}}""",
            """{"global":{"mountMtlsCerts":true}}"""),
        Make(
            "a mesh of several clusters and networks",
            values: """{"global":{"meshID":"mesh1","network":"net1","multiCluster":{"clusterName":"c1"},"logAsJson":true,"sts":{"servicePort":15463},"proxy":{"lifecycle":{"preStop":{"exec":{"command":["sleep","5"]}}}}},"revision":"canary"}"""),
        new SampleGateway(
            "a pod without a Deployment",
            GatewayWorkload.From(JsonNode.Parse(
                """
                {
                  "apiVersion": "v1",
                  "kind": "Pod",
                  "metadata": { "name": "edge", "namespace": "edge", "annotations": { "inject.istio.io/templates": "gateway" } },
                  "spec": { "containers": [ { "name": "istio-proxy", "image": "auto" } ] }
                }
                """)!.AsObject())),
        Hardened(),
    ];

    /// <summary>The settings with what the sample lays over them.</summary>
    public InjectionSettings Over(InjectionSettings settings) => Values is null
        ? settings
        : settings with { Values = (JsonObject)MergePatch.Apply(settings.Values.DeepClone(), Values)! };

    private static SampleGateway Make(string name, string? changes = null, string? values = null)
    {
        JsonNode manifest = JsonNode.Parse(Plain)!;
        if (changes is not null)
        {
            manifest = MergePatch.Apply(manifest, JsonNode.Parse(changes))!;
        }

        return new SampleGateway(name, GatewayWorkload.From(manifest.AsObject()), (JsonObject?)(values is null ? null : JsonNode.Parse(values)));
    }
}
