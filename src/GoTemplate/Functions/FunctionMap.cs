using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GoTemplate;

/// <summary>The functions that templates may call, by name. One added later hides an earlier one, and any hides Go's own.</summary>
public sealed class FunctionMap : IEnumerable<KeyValuePair<string, GoFunction>>
{
    /// <summary>The functions by name, or what makes a function when it is first asked for.</summary>
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Their names, in a list of their own: to go through the entries is compiled anew for this map.</summary>
    private readonly List<string> _names = [];

    /// <summary>Names of the functions.</summary>
    public IReadOnlyCollection<string> Names => _names;

    /// <summary>Adds a function or replaces the one of that name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="signature">The signature as Go writes it, without names: <c>func(string, ...interface {}) string</c>.</param>
    /// <param name="body">What it does.</param>
    public void Add(string name, string signature, FunctionBody body) => Add(name, new GoFunction(signature, body));

    /// <summary>Adds a function or replaces the one of that name.</summary>
    public void Add(string name, GoFunction function) => Set(name, new Entry(function, null));

    /// <summary>Adds functions or replaces those of the same names.</summary>
    public void Add(FunctionMap functions)
    {
        foreach (string name in functions._names)
        {
            Set(name, functions._entries[name]);
        }
    }

    /// <summary>
    /// Adds functions that are made together, when one of them is first called: a template calls few of those there are.
    /// </summary>
    /// <param name="names">The functions' names, between spaces.</param>
    /// <param name="make">Makes a map of these functions.</param>
    public void Add(string names, Func<FunctionMap> make)
    {
        Group functions = new(make);
        foreach (string name in names.Split(' '))
        {
            Set(name, new Entry(null, functions));
        }
    }

    /// <summary>Gives a function a second name.</summary>
    public void Alias(string name, string existing) => Set(name, new Entry(Find(existing), null));

    /// <summary>Whether there is a function of that name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Finds a function.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out GoFunction? function)
    {
        function = Contains(name) ? Find(name) : null;
        return function is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, GoFunction>> GetEnumerator()
    {
        foreach (string name in _names)
        {
            yield return new KeyValuePair<string, GoFunction>(name, Find(name));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Set(string name, Entry entry)
    {
        if (!_entries.ContainsKey(name))
        {
            _names.Add(name);
        }

        _entries[name] = entry;
    }

    private GoFunction Find(string name)
    {
        Entry entry = _entries[name];
        return entry.Function ?? entry.Group!.Functions.Find(name);
    }

    /// <summary>A function, or the group that has it.</summary>
    private sealed class Entry(GoFunction? function, Group? group)
    {
        public GoFunction? Function => function;

        public Group? Group => group;
    }

    /// <summary>Functions that are made together. Two threads may make them at once: they are the same, and either will do.</summary>
    private sealed class Group(Func<FunctionMap> make)
    {
        private FunctionMap? _functions;

        public FunctionMap Functions => _functions ??= make();
    }
}
