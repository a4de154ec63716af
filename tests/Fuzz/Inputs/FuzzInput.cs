namespace GoTemplate.Fuzz;

/// <summary>One text to try.</summary>
/// <param name="Iteration">Its number, from which and the seed it follows.</param>
/// <param name="Kind">How it was made.</param>
/// <param name="Text">The text.</param>
internal sealed record FuzzInput(long Iteration, string Kind, string Text);
