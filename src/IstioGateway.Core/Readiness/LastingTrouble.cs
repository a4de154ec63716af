namespace IstioGateway.Readiness;

/// <summary>
/// Tells trouble that lasts from a hiccup, which the operator mends by trying again: it lasts when a read of the resource that
/// shows it, a while after it was first seen there, still shows it.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="while">How long after.</param>
internal sealed class LastingTrouble(TimeProvider clock, TimeSpan @while)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private (RolloutWarningKind Kind, long Since)? _present;

    /// <summary>Takes note of the newest verdict.</summary>
    /// <param name="trouble">What trouble there is now; <see langword="null"/> for none.</param>
    /// <param name="read">The resource that was just read; <see langword="null"/> when it was a watch that told.</param>
    /// <returns>Whether it lasts, and whether its message is new.</returns>
    public (bool Lasts, bool IsNew) Note(RolloutTrouble? trouble, Clusters.ResourceRef? read)
    {
        if (trouble is null)
        {
            _present = null;
            return (false, false);
        }

        if (_present is not { } present || present.Kind != trouble.Kind)
        {
            _present = (trouble.Kind, clock.GetTimestamp());
            return (false, false);
        }

        bool lasts = read == trouble.Where && clock.GetElapsedTime(present.Since) >= @while;
        return (lasts, lasts && _told.Add(trouble.Message));
    }
}
