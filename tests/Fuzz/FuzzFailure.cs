namespace GoTemplate.Fuzz;

/// <summary>An input that failed.</summary>
/// <param name="Input">The input.</param>
/// <param name="Problem">What went wrong.</param>
/// <param name="IsShortenable">Whether to try again with less of it is safe and says something.</param>
internal sealed record FuzzFailure(FuzzInput Input, string Problem, bool IsShortenable);
