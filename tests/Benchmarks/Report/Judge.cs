using System.Globalization;

namespace IstioGateway.Benchmarks.Report;

/// <summary>Makes rows out of numbers and goals.</summary>
internal static class Judge
{
    /// <summary>A value that should not be above a limit; the ratio is the value to the limit.</summary>
    public static Row AtMost(string figure, double limit, string unit, double value, string measured) => new(
        figure,
        string.Create(CultureInfo.InvariantCulture, $"at most {limit:0.###} {unit}"),
        measured,
        limit == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{value / limit:0.00} of the goal"),
        value <= limit ? Verdict.Reached : Verdict.Missed);

    /// <summary>A ratio to something that should not be above a limit.</summary>
    public static Row WithinTimes(string figure, double times, string other, double ratio, string measured) => new(
        figure,
        string.Create(CultureInfo.InvariantCulture, $"within {times:0.#}x of {other}"),
        measured,
        string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}x"),
        ratio <= times ? Verdict.Reached : Verdict.Missed);

    /// <summary>A ratio of a peer's time to ours that should not be below a limit.</summary>
    public static Row TimesFaster(string figure, double times, double ratio, string measured) => new(
        figure,
        string.Create(CultureInfo.InvariantCulture, $"at least {times:0.#}x faster than it"),
        measured,
        string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0}x faster"),
        ratio >= times ? Verdict.Reached : Verdict.Missed);

    /// <summary>A number without a goal.</summary>
    public static Row State(string figure, string measured, string ratio = "") => new(figure, "", measured, ratio, Verdict.Stated);

    /// <summary>A goal that cannot be judged here, and why.</summary>
    public static Row Unknown(string figure, string goal, string why) => new(figure, goal, why, "", Verdict.NotMeasured);
}
