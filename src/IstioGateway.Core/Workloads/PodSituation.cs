using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Workloads;

/// <summary>What is known of one pod of a gateway when it is judged.</summary>
internal sealed record PodSituation
{
    /// <summary>Who makes it a gateway.</summary>
    public required GatewayWorkloadKind Kind { get; init; }

    /// <summary>The pod.</summary>
    public required JsonObject Pod { get; init; }

    /// <summary>Its Deployment; <see langword="null"/> where it belongs to something else.</summary>
    public JsonObject? Deployment { get; init; }

    /// <summary>Its node; <see langword="null"/> where it has none, or nodes may not be read.</summary>
    public NodeRecord? Node { get; init; }

    /// <summary>Events of its namespace; none where they may not be read.</summary>
    public IReadOnlyList<JsonObject> Events { get; init; } = [];

    /// <summary>What a pod made now would be; <see langword="null"/> where it was not asked for, or cannot be told.</summary>
    public FreshPod? Fresh { get; init; }

    /// <summary>Its namespace; <see langword="null"/> where it was not asked for, or may not be read.</summary>
    public JsonObject? Namespace { get; init; }
}

/// <summary>What the API server would make of a Deployment's pod now, by a dry run, or why it would refuse it.</summary>
/// <param name="Pod">The pod; <see langword="null"/> when it would be refused.</param>
/// <param name="Refusal">The server's words; empty when it would not be refused.</param>
internal sealed record FreshPod(JsonObject? Pod, string Refusal)
{
    /// <summary>Whether istiod would inject it.</summary>
    public bool IsInjected => Pod is not null && GatewaySigns.IsInjected(Pod);

    /// <summary>Whether it would carry the sysctl.</summary>
    public bool HasSysctl => Pod is not null && GatewaySigns.HasSysctl(Pod);
}
