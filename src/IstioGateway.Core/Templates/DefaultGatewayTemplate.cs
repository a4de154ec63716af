using System.Globalization;
using System.Text;

namespace IstioGateway.Templates;

/// <summary>
/// The default gateway templates of two Istio versions, both byte for byte as upstream has them: the documented text with its two
/// edits undone, which is that of 1.26.0 to 1.26.2 and stands for a mesh's own where none is attached; and, made from it, that of
/// 1.29 and 1.30. They are those of the embedded cluster, so that an upgrade there changes the default.
/// </summary>
public static class DefaultGatewayTemplate
{
    private const string DocumentedBlock = """
            sysctls: []··
            capabilities:
              add: [CAP_NET_BIND_SERVICE]··

        """;

    private const string DefaultBlock = """
            sysctls:
            - name: net.ipv4.ip_unprivileged_port_start
              value: "0"

        """;

    private const string DocumentedIndent = "\n            {{ protoToJSON .ProxyConfig }}";
    private const string DefaultIndent = "\n             {{ protoToJSON .ProxyConfig }}";

    /// <summary>What changed from 1.26.2 to 1.30.3.</summary>
    private static (string Old, string New)[] Later =>
    [
        (
            "          resource: limits.cpu\n    - name: PROXY_CONFIG\n",
            "          resource: limits.cpu\n          divisor: \"1\"\n    - name: PROXY_CONFIG\n"
        ),
        (
            "          resource: limits.memory\n    - name: GOMAXPROCS\n      valueFrom:\n        resourceFieldRef:\n          resource: limits.cpu\n",
            "          resource: limits.memory\n          divisor: \"1\"\n    - name: GOMAXPROCS\n      valueFrom:\n        resourceFieldRef:\n"
                + "          resource: limits.cpu\n          divisor: \"1\"\n"
        ),
        (
            "        name: istio.io:istiod-ca:root-cert\n        path: root-cert.pem\n",
            "          name: istio.io:istiod-ca:{{ .Values.global.trustBundleName | default \"root-cert\" }}\n          path: root-cert.pem\n"
        ),
        (
            "      name: istio-ca-root-cert\n",
            "      name: {{ .Values.global.trustBundleName | default \"istio-ca-root-cert\" }}\n"
        ),
        (
            "    {{- if .Values.global.meshID }}\n    - name: ISTIO_META_MESH_ID\n",
            "    {{- if (isset .ObjectMeta.Annotations `sidecar.istio.io/bootstrapOverride`) }}\n    - name: ISTIO_BOOTSTRAP_OVERRIDE\n"
                + "      value: \"/etc/istio/custom-bootstrap/custom_bootstrap.json\"\n    {{- end }}\n"
                + "    {{- if .Values.global.meshID }}\n    - name: ISTIO_META_MESH_ID\n"
        ),
        (
            "    # SDS channel between istioagent and Envoy\n",
            "    {{ if (isset .ObjectMeta.Annotations `sidecar.istio.io/bootstrapOverride`) }}\n    - mountPath: /etc/istio/custom-bootstrap\n"
                + "      name: custom-bootstrap-volume\n    {{- end }}\n    # SDS channel between istioagent and Envoy\n"
        ),
        ("  - emptyDir: {}\n    name: workload-socket\n", "  - emptyDir:\n    name: workload-socket\n"),
        (
            "  - emptyDir: {}\n    name: workload-certs\n  {{- end }}\n",
            "  - emptyDir: {}\n    name: workload-certs\n  {{- end }}\n"
                + "  {{- if (isset .ObjectMeta.Annotations `sidecar.istio.io/bootstrapOverride`) }}\n  - name: custom-bootstrap-volume\n"
                + "    configMap:\n      name: {{ annotation .ObjectMeta `sidecar.istio.io/bootstrapOverride` \"\" }}\n  {{- end }}\n"
        ),
    ];

    /// <summary>The text of 1.26.2, with one line end at its end as the chart's file has.</summary>
    public static string Text { get; } = Undo(ReadDocumented());

    /// <summary>The text of 1.30.3.</summary>
    public static string LaterText => Later.Aggregate(Text, (text, edit) => Swap(text, edit.Old, edit.New));

    /// <summary>The text of an Istio version.</summary>
    /// <param name="version">As in <c>spec.version</c>, such as <c>v1.30.3</c> or <c>v1.30-latest</c>.</param>
    public static string For(string? version)
    {
        string[] numbers = (version ?? "").TrimStart('v').Split('.', '-');
        bool isLater = numbers.Length > 1
            && numbers[0] == "1"
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            && minor >= 29;
        return isLater ? LaterText : Text;
    }

    private static string Undo(string documented)
    {
        string documentedBlock = DocumentedBlock.Replace('·', ' ').ReplaceLineEndings("\n");
        string text = Swap(documented, documentedBlock, DefaultBlock.ReplaceLineEndings("\n"));
        return Swap(text, DocumentedIndent, DefaultIndent) + "\n";
    }

    private static string Swap(string text, string old, string replacement)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        if (at < 0 || text.IndexOf(old, at + 1, StringComparison.Ordinal) >= 0)
        {
            throw new InvalidOperationException("The template does not hold what is to be changed exactly once.");
        }

        return string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }

    private static string ReadDocumented()
    {
        using Stream resource = typeof(DefaultGatewayTemplate).Assembly.GetManifestResourceStream("gateway-injection-template.txt")!;
        using StreamReader reader = new(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
