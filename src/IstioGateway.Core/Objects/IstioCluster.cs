using IstioGateway.Clusters;

namespace IstioGateway;

/// <summary>
/// One cluster to work on. Its connection is the module's own; nothing public leads to it or to a secret. Where an object comes
/// from another session, only the name is left of its cluster, so that no command takes another one in its place.
/// </summary>
public sealed class IstioCluster : IEquatable<IstioCluster>
{
    internal IstioCluster(IClusterApi api)
    {
        Api = api;
        Name = api.Endpoint.Name;
        Server = api.Endpoint.Server;
        Source = api.Endpoint.Source;
        User = api.Endpoint.User;
    }

    /// <summary>Creates one that is only known by name.</summary>
    /// <param name="name">The name.</param>
    internal IstioCluster(string name)
    {
        Name = name;
        Source = AnotherSession;
    }

    /// <summary>The <see cref="Source"/> of a cluster that holds no connection.</summary>
    internal const string AnotherSession = "another session";

    /// <summary>Context name, or another name the cluster is known by.</summary>
    public string Name { get; }

    /// <summary>Base address of the API server; <see langword="null"/> where there is no connection.</summary>
    public Uri? Server { get; }

    /// <summary>Where the connection came from: a kubeconfig path, <c>sandbox</c>, <c>in-cluster</c>, ...</summary>
    public string Source { get; }

    /// <summary>As whom, as far as known without asking the server.</summary>
    public string? User { get; }

    /// <summary>The connection; <see langword="null"/> for one that is only known by name.</summary>
    internal IClusterApi? Api { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Whether both have the same connection, or both none and the same name.</summary>
    public bool Equals(IstioCluster? other) =>
        other is not null && ReferenceEquals(Api, other.Api) && (Api is not null || Name == other.Name);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IstioCluster);

    /// <inheritdoc/>
    public override int GetHashCode() => Api?.GetHashCode() ?? Name.GetHashCode(StringComparison.Ordinal);
}
