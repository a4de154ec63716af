namespace IstioGateway.Commands.Tests.Harness;

/// <summary>Kubeconfigs as people have them.</summary>
internal static class Kubeconfigs
{
    public static string For(string server, string name = "test", string token = "t") => $$"""
        apiVersion: v1
        kind: Config
        current-context: {{name}}
        clusters:
        - name: {{name}}
          cluster:
            server: {{server}}
        contexts:
        - name: {{name}}
          context:
            cluster: {{name}}
            user: {{name}}
        users:
        - name: {{name}}
          user:
            token: {{token}}
        """;
}
