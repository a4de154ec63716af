using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GoTemplate;

/// <summary>The functions that templates may call, by name. One added later hides an earlier one, and any hides Go's own.</summary>
public sealed class FunctionMap : IEnumerable<KeyValuePair<string, GoFunction>>
{
    private readonly Dictionary<string, GoFunction> _functions = new(StringComparer.Ordinal);

    /// <summary>Names of the functions.</summary>
    public IReadOnlyCollection<string> Names => _functions.Keys;

    /// <summary>Adds a function or replaces the one of that name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="signature">The signature as Go writes it, without names: <c>func(string, ...interface {}) string</c>.</param>
    /// <param name="body">What it does.</param>
    public void Add(string name, string signature, FunctionBody body) => _functions[name] = new GoFunction(signature, body);

    /// <summary>Adds a function or replaces the one of that name.</summary>
    public void Add(string name, GoFunction function) => _functions[name] = function;

    /// <summary>Adds functions or replaces those of the same names.</summary>
    public void Add(FunctionMap functions)
    {
        foreach ((string name, GoFunction function) in functions._functions)
        {
            _functions[name] = function;
        }
    }

    /// <summary>Gives a function a second name.</summary>
    public void Alias(string name, string existing) => _functions[name] = _functions[existing];

    /// <summary>Whether there is a function of that name.</summary>
    public bool Contains(string name) => _functions.ContainsKey(name);

    /// <summary>Finds a function.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out GoFunction? function) => _functions.TryGetValue(name, out function);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, GoFunction>> GetEnumerator() => _functions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
