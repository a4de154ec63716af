namespace IstioGateway.Workloads;

/// <summary>Which pods of the gateways that are meant are recreated.</summary>
public sealed record RestartChoice
{
    /// <summary>Also those that need nothing, as <c>kubectl rollout restart</c> does.</summary>
    public bool All { get; init; }

    /// <summary>Also those of which it is known, or cannot be ruled out, that a pod made now is no better.</summary>
    public bool Force { get; init; }
}
