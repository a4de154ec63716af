namespace IstioGateway.Sandbox.Seeding;

/// <summary>The mesh of an embedded cluster that is not given another: the version whose template the document changed.</summary>
internal static class DefaultIstio
{
    public const string Yaml = """
        apiVersion: sailoperator.io/v1
        kind: Istio
        metadata:
          name: default
        spec:
          namespace: istio-system
          updateStrategy:
            type: InPlace
          version: v1.26.2
        """;
}
