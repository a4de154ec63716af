namespace IstioGateway.Benchmarks.Report;

/// <summary>One line of the table.</summary>
/// <param name="Figure">What was measured.</param>
/// <param name="Goal">What it should be; empty for a peer or a plain statement.</param>
/// <param name="Measured">What it is.</param>
/// <param name="Ratio">How it compares; empty where nothing is compared.</param>
/// <param name="Verdict">Whether the goal was reached.</param>
internal sealed record Row(string Figure, string Goal, string Measured, string Ratio, Verdict Verdict);

/// <summary>Whether a goal was reached.</summary>
internal enum Verdict
{
    /// <summary>There is no goal: a peer, or a number that is only stated.</summary>
    Stated,

    /// <summary>Reached.</summary>
    Reached,

    /// <summary>Not reached.</summary>
    Missed,

    /// <summary>Could not be measured here.</summary>
    NotMeasured,
}
