namespace GoTemplate.Fuzz;

internal static class RandomExtensions
{
    /// <summary>One of several.</summary>
    public static T Pick<T>(this Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>True so many times of a hundred.</summary>
    public static bool Percent(this Random random, int percent) => random.Next(100) < percent;
}
