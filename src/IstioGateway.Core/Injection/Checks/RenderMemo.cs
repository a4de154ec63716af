using System.Collections.Concurrent;

namespace IstioGateway.Injection;

/// <summary>
/// Remembers, for one command, what was worked out by rendering: the clusters of a fleet mostly have the same texts and values, and
/// rendering for all sample pods is the dearest thing a command does by itself. May be used by several threads.
/// </summary>
public sealed class RenderMemo
{
    private readonly ConcurrentDictionary<string, Lazy<object>> _known = new(StringComparer.Ordinal);

    /// <summary>What was worked out before from the same inputs, or is now. An exception is remembered like a result.</summary>
    /// <param name="settings">What istiod injects with.</param>
    /// <param name="inputs">All else that the result depends on.</param>
    /// <param name="work">The work; it is not cancelled when one of those who wait for it is, since others may wait too.</param>
    public T Of<T>(InjectionSettings settings, IReadOnlyList<string?> inputs, Func<T> work)
        where T : class
    {
        string key = string.Join('\0', [typeof(T).Name, .. inputs.Select(input => input is null ? "-" : $"+{input}"), .. Describe(settings)]);
        return (T)_known.GetOrAdd(key, _ => new Lazy<object>(work)).Value;
    }

    private static IEnumerable<string> Describe(InjectionSettings settings) =>
    [
        settings.Revision,
        settings.Values.ToJsonString(),
        settings.MeshConfig.ToJsonString(),
        .. settings.Templates.OrderBy(template => template.Key, StringComparer.Ordinal).SelectMany(template => new[] { template.Key, template.Value }),
    ];
}
