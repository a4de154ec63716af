using System.Text.Json.Nodes;
using IstioGateway.Clusters;

namespace IstioGateway.Publishing;

/// <summary>What applying an object will do.</summary>
internal sealed record PublishPlan
{
    /// <summary>What is sent.</summary>
    public required JsonObject Body { get; init; }

    /// <summary>Where to.</summary>
    public required ResourceRef Resource { get; init; }

    /// <summary>The object as it is; <see langword="null"/> where it is not there, or may not be read.</summary>
    public JsonObject? Live { get; init; }

    /// <summary>Why the object may not be read, so that there is no difference to show; <see langword="null"/> where it may.</summary>
    public ClusterException? Unread { get; init; }

    /// <summary>Created, Configured or Unchanged.</summary>
    public required PublishAction Action { get; init; }

    /// <summary>Whether the server would have nothing to store, not even who owns which field.</summary>
    public bool NothingToWrite { get; init; }

    /// <summary>The difference; empty where there is none or it cannot be told.</summary>
    public string Diff { get; init; } = "";

    /// <summary>The fields that are taken from other managers.</summary>
    public IReadOnlyList<FieldConflict> Taken { get; init; } = [];

    /// <summary>The server's warnings, where it was asked.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What applying an object has done.</summary>
/// <param name="Action">Created, Configured or Unchanged.</param>
/// <param name="Diff">The difference.</param>
/// <param name="Warnings">The server's warnings.</param>
/// <param name="Object">The object as it is now.</param>
internal sealed record PublishOutcome(PublishAction Action, string Diff, IReadOnlyList<string> Warnings, JsonObject? Object);
