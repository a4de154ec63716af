namespace GoTemplate;

/// <summary>
/// A value whose Go type is not the one that its .NET type stands for: an int64, a named string, a nil pointer of some type.
/// Other values need no wrapping: null is nil, <see cref="bool"/>, <see cref="long"/> (int), <see cref="double"/> (float64),
/// <see cref="string"/>, lists ([]interface {}, or []string and so on by their element type), dictionaries with string keys,
/// <see cref="IGoObject"/> and <see cref="GoFunction"/>.
/// </summary>
/// <param name="Value">The value; null is the type's nil.</param>
/// <param name="Type">Its Go type.</param>
public sealed record GoValue(object? Value, GoType Type);
