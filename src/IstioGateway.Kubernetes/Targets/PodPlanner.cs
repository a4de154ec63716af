using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IstioGateway.Clusters;
using IstioGateway.Kubernetes.Credentials;
using IstioGateway.Kubernetes.Http;
using IstioGateway.Kubernetes.Kubeconfig;

namespace IstioGateway.Kubernetes.Targets;

/// <summary>Turns a pod's service account into a <see cref="ConnectionPlan"/>, as client-go's <c>rest.InClusterConfig</c> does.</summary>
internal static class PodPlanner
{
    /// <summary>What the cluster of the pod is called, and where such a connection comes from.</summary>
    public const string InCluster = "in-cluster";

    public static (ConnectionPlan Plan, IReadOnlyList<string> Warnings) Plan(PodEnvironment pod, string? name, TimeProvider clock)
    {
        if (string.IsNullOrEmpty(pod.Host) || string.IsNullOrEmpty(pod.Port))
        {
            throw Invalid("This process does not run in a pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set.");
        }

        if (!File.Exists(pod.TokenFile))
        {
            throw Invalid(
                $"This pod has no service account token: {pod.TokenFile} does not exist. Is automountServiceAccountToken false?");
        }

        // As Go's net.JoinHostPort: an IPv6 address stands in brackets.
        string host = pod.Host.Contains(':', StringComparison.Ordinal) ? $"[{pod.Host}]" : pod.Host;
        if (!ServerAddress.TryRead($"https://{host}:{pod.Port}", out Uri? server, out string? reason))
        {
            throw Invalid($"The address in KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT {reason}.");
        }

        List<string> warnings = [];
        return (
            new ConnectionPlan
            {
                Endpoint = new ClusterEndpoint(name ?? InCluster, server, InCluster, User(pod)),
                Authorities = Authorities(pod, server, warnings),
                Credentials = new TokenFileCredential(pod.TokenFile, certificate: null, clock),
            },
            warnings);
    }

    /// <summary>client-go goes on with the machine's store where the file cannot be used; the certificate is verified all the same.</summary>
    private static X509Certificate2Collection? Authorities(PodEnvironment pod, Uri server, List<string> warnings)
    {
        X509Certificate2Collection certificates = [];
        string problem = "it holds no PEM certificate";
        try
        {
            certificates.ImportFromPemFile(pod.AuthorityFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            certificates.Clear();
            problem = e.Message;
        }

        if (certificates.Count > 0)
        {
            return certificates;
        }

        warnings.Add($"The cluster's certificate authority {pod.AuthorityFile} cannot be used ({problem})."
            + $" The certificate of {server.Authority} is verified by this machine's own store.");
        return null;
    }

    private static string? User(PodEnvironment pod) =>
        (Read(pod.TokenFile) is { } token ? ServiceAccountName.Of(token) : null)
        ?? (Read(pod.NamespaceFile) is { Length: > 0 } name ? $"a service account of namespace {name}" : null);

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is for people to read; what a request cannot do without is read, and complained about, by the request.
            return null;
        }
    }

    private static ClusterException Invalid(string message) => new(ClusterErrorKind.InvalidTarget, message);
}
