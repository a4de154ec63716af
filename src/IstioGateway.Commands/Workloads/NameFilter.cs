using System.Management.Automation;

namespace IstioGateway.Commands.Workloads;

/// <summary>
/// Which names a parameter means: exact ones and wildcards. Case counts, as it does in the cluster. It remembers what it has
/// accepted, so that a name that is nowhere can be told.
/// </summary>
internal sealed class NameFilter
{
    private readonly string[] _names;
    private readonly WildcardPattern[] _patterns;
    private readonly HashSet<string> _missing;

    /// <summary>Creates a filter; without names everything is meant.</summary>
    public NameFilter(IReadOnlyList<string>? names)
    {
        _names = [.. names ?? []];
        _patterns =
        [
            .. _names.Where(WildcardPattern.ContainsWildcardCharacters).Select(name => WildcardPattern.Get(name, WildcardOptions.None)),
        ];
        _missing = new HashSet<string>(
            _names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)), StringComparer.Ordinal);
    }

    /// <summary>The names, where every one is exact; the server can be asked for each.</summary>
    public IReadOnlyList<string>? ExactNames => _names.Length > 0 && _patterns.Length == 0 ? [.. _names.Distinct(StringComparer.Ordinal)] : null;

    /// <summary>Exact names that nothing had so far.</summary>
    public IEnumerable<string> Missing => _missing;

    /// <summary>Whether a name is meant.</summary>
    public bool Accepts(string name)
    {
        _missing.Remove(name);
        return _names.Length == 0 || _names.Contains(name, StringComparer.Ordinal) || Array.Exists(_patterns, pattern => pattern.IsMatch(name));
    }
}
