using IstioGateway.Clusters;

namespace IstioGateway;

/// <summary>One cluster to work on. Its connection is the module's own; nothing public leads to it or to a secret.</summary>
public sealed class IstioCluster
{
    internal IstioCluster(IClusterApi api) => Api = api;

    /// <summary>Context name, or another name the cluster is known by.</summary>
    public string Name => Api.Endpoint.Name;

    /// <summary>Base address of the API server.</summary>
    public Uri Server => Api.Endpoint.Server;

    /// <summary>Where the connection came from: a kubeconfig path, <c>sandbox</c>, <c>in-cluster</c>, ...</summary>
    public string Source => Api.Endpoint.Source;

    /// <summary>As whom, as far as known without asking the server.</summary>
    public string? User => Api.Endpoint.User;

    internal IClusterApi Api { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
