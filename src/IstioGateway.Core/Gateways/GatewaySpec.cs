namespace IstioGateway.Gateways;

/// <summary>Which way traffic goes.</summary>
public enum GatewayKind
{
    /// <summary>Into the mesh.</summary>
    Ingress,

    /// <summary>Out of the mesh.</summary>
    Egress,
}

/// <summary>How a gateway's Service is reached.</summary>
public enum GatewayServiceType
{
    /// <summary>From within the cluster.</summary>
    ClusterIP,

    /// <summary>Through a load balancer.</summary>
    LoadBalancer,

    /// <summary>Through a port of every node.</summary>
    NodePort,
}

/// <summary>What a gateway shall be.</summary>
public sealed record GatewaySpec
{
    /// <summary>Name of all its objects, and the value of its label <c>istio</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Their namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Which way traffic goes.</summary>
    public GatewayKind Kind { get; init; }

    /// <summary>Its ports.</summary>
    public required IReadOnlyList<GatewayPort> Ports { get; init; }

    /// <summary>How its Service is reached; <see langword="null"/>: LoadBalancer for Ingress, ClusterIP for Egress.</summary>
    public GatewayServiceType? ServiceType { get; init; }

    /// <summary>The Istio revision that injects it; <see langword="null"/> or <c>default</c> for the default one.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether the proxy cannot listen below 1024, so that the Service maps such ports.</summary>
    public bool Unprivileged { get; init; }

    /// <summary>Whether the proxy runs as root.</summary>
    public bool Root { get; init; }

    /// <summary>The injection templates it selects, in order.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [Patches.TemplateName.Gateway];

    /// <summary>How many pods it has when nothing scales it; <see langword="null"/> for one.</summary>
    public int? Replicas { get; init; }

    /// <summary>Fewest pods; given with <see cref="MaxReplicas"/>, the gateway is scaled by its CPU.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>Most pods.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>Whether one pod is kept while nodes are drained.</summary>
    public bool PodDisruptionBudget { get; init; }

    /// <summary>Labels that its nodes must have.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>Keeps it off nodes by a label; <see langword="null"/> for no such rule.</summary>
    public NodeExclusion? Avoid { get; init; }

    /// <summary>Hosts it serves beside those of <see cref="Routes"/>.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Secret with the certificate, in the same namespace.</summary>
    public string? TlsSecret { get; init; }

    /// <summary>Where requests go.</summary>
    public IReadOnlyList<GatewayRoute> Routes { get; init; } = [];

    /// <summary>Whether ServiceAccount, Role and RoleBinding are left out, because someone else makes them.</summary>
    public bool SkipRbac { get; init; }

    /// <summary>The account its pods run as; <see langword="null"/> for one of the gateway's name.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>The name of that account.</summary>
    public string Account => ServiceAccount ?? Name;

    /// <summary>All hosts, once each.</summary>
    public IReadOnlyList<string> AllHosts => [.. Hosts.Concat(Routes.Select(route => route.Host)).Distinct(StringComparer.Ordinal)];
}

/// <summary>Nodes to keep off.</summary>
/// <param name="Label">A label of theirs that no other node has with the same value.</param>
/// <param name="Values">Its values on those nodes.</param>
public sealed record NodeExclusion(string Label, IReadOnlyList<string> Values);
