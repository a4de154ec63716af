using IstioGateway.Templates;
using IstioGateway.Testing;

namespace IstioGateway.Core.Tests.Templates;

/// <summary>Templates to try things on.</summary>
internal static class Samples
{
    public static readonly string[] SharedNames =
    [
        "istio/templates/gateway-1.20.8.yaml",
        "istio/templates/gateway-1.21.3.yaml",
        "istio/templates/gateway-1.24.6.yaml",
        "istio/templates/gateway-1.26.8.yaml",
        "istio/templates/gateway-1.28.10.yaml",
        "istio/templates/kube-gateway-1.23.6.yaml",
        "istio/templates/kube-gateway-1.28.10.yaml",
    ];

    public const string DocumentedName = "procedure/gateway-injection-template.txt";

    /// <summary>As in Istio 1.20.0 to 1.20.2: no pod securityContext.</summary>
    public const string WithoutContext = """
        metadata:
          labels: {}
        spec:
          containers:
          - name: istio-proxy
            image: "{{ .ProxyImage }}"
            securityContext:
              runAsUser: {{ .ProxyUID | default "1337" }}
              runAsGroup: {{ .ProxyGID | default "1337" }}
            env:
            - name: A
              value: b
        """;

    public static string Shared(string name) => TemplateText.FromText(SharedFiles.Text(name)).Text;

    public static string Documented => Shared(DocumentedName);

    /// <summary>A gateway template around some lines of a pod securityContext, which are indented by four already.</summary>
    public static string Around(string securityContext) => $$$"""
        metadata:
          labels:
            app: {{ .DeploymentMeta.Name | quote }}
        spec:
          securityContext:
        {{{securityContext}}}
          containers:
          - name: istio-proxy
            image: "{{ .ProxyImage }}"
            securityContext:
              runAsUser: {{ .ProxyUID | default "1337" }}
              runAsGroup: {{ .ProxyGID | default "1337" }}
            env:
            - name: PROXY_CONFIG
              value: |
                {{ protoToJSON .ProxyConfig }}
        """;

    public static string[] Lines(string text) => text.Split('\n');
}
