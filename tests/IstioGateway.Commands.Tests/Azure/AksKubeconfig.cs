using System.Text;
using IstioGateway.Commands.Tests.Harness;

namespace IstioGateway.Commands.Tests.Azure;

/// <summary>A kubeconfig as <c>az aks get-credentials</c> writes it for a cluster with Entra, of which kubelogin is the user.</summary>
internal static class AksKubeconfig
{
    /// <summary>The kubeconfig of a cluster, with a context for each name.</summary>
    public static string For(TestCluster cluster, string command = "kubelogin", params string[] contexts)
    {
        string[] names = contexts.Length > 0 ? contexts : ["prod-eu"];
        string authority = Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.Sandbox.CertificatePem));
        return $$"""
            apiVersion: v1
            kind: Config
            current-context: {{names[0]}}
            clusters:
            - name: aks
              cluster:
                server: {{cluster.Sandbox.SecureServer}}
                certificate-authority-data: {{authority}}
            users:
            - name: clusterUser_ops_aks
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1beta1
                  command: {{command}}
                  args: [get-token, --login, devicecode, --server-id, {{Clusters.ManagedIdentity.KubernetesService}}]
                  provideClusterInfo: false
            contexts:
            {{string.Concat(names.Select(name => $"- {{ name: {name}, context: {{ cluster: aks, user: clusterUser_ops_aks }} }}\n"))}}
            """;
    }
}
