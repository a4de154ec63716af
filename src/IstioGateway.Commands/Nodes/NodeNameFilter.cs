using System.Management.Automation;

namespace IstioGateway.Commands.Nodes;

/// <summary>
/// Which nodes <c>-Name</c> means. Exact names can be left to the server; wildcards are ours. Node names are lower case by
/// Kubernetes' rules, so what a person types in capitals still finds them.
/// </summary>
internal sealed class NodeNameFilter
{
    private readonly WildcardPattern[] _patterns;
    private readonly HashSet<string> _exact;
    private readonly HashSet<string> _missing;

    private NodeNameFilter(IReadOnlyList<string> names)
    {
        _patterns =
        [
            .. names.Where(WildcardPattern.ContainsWildcardCharacters).Select(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase)),
        ];
        _exact = new HashSet<string>(
            names.Where(n => !WildcardPattern.ContainsWildcardCharacters(n)), StringComparer.OrdinalIgnoreCase);
        _missing = new HashSet<string>(_exact, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The names, when every one is exact; the server can be asked for each.</summary>
    public IReadOnlyList<string>? ExactNames => _patterns.Length == 0 && _exact.Count > 0 ? [.. _exact] : null;

    /// <summary>Exact names that no accepted node had so far.</summary>
    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>A filter for the parameter's value; <see langword="null"/> accepts every node.</summary>
    public static NodeNameFilter For(string[]? names) => new(names ?? []);

    /// <summary>Whether a node is meant.</summary>
    public bool Accepts(string nodeName)
    {
        if (_patterns.Length == 0 && _exact.Count == 0)
        {
            return true;
        }

        bool exact = _exact.Contains(nodeName);
        if (exact)
        {
            _missing.Remove(nodeName);
        }

        return exact || _patterns.Any(pattern => pattern.IsMatch(nodeName));
    }
}
