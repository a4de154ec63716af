using IstioGateway.Clusters;

namespace IstioGateway.Kubernetes.Tests.Servers;

/// <summary>Connections to scripted servers.</summary>
internal static class Connections
{
    public static string Kubeconfig(string server, string cluster = "", string user = "token: s3cr3t-token") => $$"""
        apiVersion: v1
        kind: Config
        current-context: test
        contexts:
        - name: test
          context: { cluster: c, user: u }
        clusters:
        - name: c
          cluster: { server: "{{server}}"{{(cluster.Length == 0 ? "" : ", " + cluster)}} }
        users:
        - name: u
          user: { {{user}} }
        """;

    public static IClusterApi Connect(ScriptedServer server, ConnectionSettings? settings = null) =>
        new KubernetesConnector().Connect(KubeconfigSource.Text(Kubeconfig(server.Url)), null, settings ?? new()).Api;
}
