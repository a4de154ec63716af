namespace IstioGateway.Clusters;

/// <summary>Which API server a connection speaks to, and as whom. Never holds a secret.</summary>
/// <param name="Name">Context name, or another name the user knows the cluster by.</param>
/// <param name="Server">Base address of the API server.</param>
/// <param name="Source">Where the connection came from: a kubeconfig path, <c>sandbox</c>, <c>in-cluster</c>, ...</param>
/// <param name="User">The kubeconfig user or service account, as far as known without asking the server.</param>
public sealed record ClusterEndpoint(string Name, Uri Server, string Source, string? User);
