using System.Text.Json.Nodes;

namespace IstioGateway.Readiness;

/// <summary>One thing that a wait learns.</summary>
/// <param name="Source">Who saw it; <see langword="null"/> for an injection probe.</param>
internal sealed record Sighting(ResourceFollower? Source)
{
    /// <summary>The resource as the server has it.</summary>
    public JsonObject? Object { get; init; }

    /// <summary>What went wrong instead.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether a watch told it, rather than a read.</summary>
    public bool FromWatch { get; init; }

    /// <summary>What a dry-run pod showed.</summary>
    public InjectionSighting? Injection { get; init; }
}
