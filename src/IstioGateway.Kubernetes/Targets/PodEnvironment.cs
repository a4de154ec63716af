namespace IstioGateway.Kubernetes.Targets;

/// <summary>What a pod knows of its cluster (kubernetes.io: Accessing the Kubernetes API from a Pod).</summary>
/// <param name="Host">Host of the API server; <see langword="null"/> outside of a pod.</param>
/// <param name="Port">Port of the API server; <see langword="null"/> outside of a pod.</param>
/// <param name="Folder">Where the service account's <c>token</c>, <c>ca.crt</c> and <c>namespace</c> are mounted.</param>
internal sealed record PodEnvironment(string? Host, string? Port, string Folder)
{
    private const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    public string TokenFile => Path.Combine(Folder, "token");

    public string AuthorityFile => Path.Combine(Folder, "ca.crt");

    public string NamespaceFile => Path.Combine(Folder, "namespace");

    /// <summary>Whether all is there that a connection cannot do without.</summary>
    public bool IsComplete => !string.IsNullOrEmpty(Host) && !string.IsNullOrEmpty(Port) && File.Exists(TokenFile);

    public static PodEnvironment OfThisProcess() => new(
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"),
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"),
        ServiceAccountFolder);
}
