using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Readiness;

/// <summary>What is known of a resource.</summary>
/// <param name="Object">The resource as last seen; <see langword="null"/> when it is not there.</param>
internal sealed record Seen(JsonObject? Object);

/// <summary>How far a wait has come.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Reason">The same, as a sentence.</param>
internal sealed record RolloutVerdict(ReadyStage Stage, string Reason)
{
    /// <summary>The resources that the verdict needs, beside the <c>Istio</c> resource; the last one is what the stage is about.</summary>
    public IReadOnlyList<ResourceRef> Needs { get; init; } = [];

    /// <summary>What will not pass by itself, if it lasts.</summary>
    public RolloutTrouble? Trouble { get; init; }

    /// <summary>Whether someone changed the template since it was as wanted.</summary>
    public bool Reverted { get; init; }

    /// <summary>What a probe would have to look for, once the template is where istiod reads it.</summary>
    public InjectionQuestion? Question { get; init; }
}

/// <summary>What will not pass by itself, if it lasts.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Where">The resource that shows it; a later read of it tells whether it lasts.</param>
internal sealed record RolloutTrouble(RolloutWarningKind Kind, string Message, ResourceRef Where);
