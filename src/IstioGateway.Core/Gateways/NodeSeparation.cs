using IstioGateway.Clusters;
using IstioGateway.Kernels;

namespace IstioGateway.Gateways;

/// <summary>
/// How the nodes with an old kernel can be told from the others by a label, so that a gateway keeps off them. Kernels are no
/// labels, so this takes whatever label happens to say it: a pool, an image, a generation.
/// </summary>
public sealed record NodeSeparation
{
    /// <summary>Labels that say which node it is, or what it is for, and nothing about its kernel.</summary>
    private static readonly string[] Meaningless = ["kubernetes.io/hostname", "node-role.kubernetes.io/", "kubernetes.io/role"];

    /// <summary>Labels that say where a node is; a kernel follows from them by chance only.</summary>
    private static readonly string[] Places = ["topology.kubernetes.io/", "failure-domain.beta.kubernetes.io/"];

    /// <summary>How many nodes have a kernel that is too old, or that cannot be read.</summary>
    public required int Old { get; init; }

    /// <summary>How many Linux nodes have a kernel that is new enough.</summary>
    public required int New { get; init; }

    /// <summary>The rule; <see langword="null"/> where there is nothing to keep off, nowhere to go, or no label to tell them by.</summary>
    public NodeExclusion? Exclusion { get; init; }

    /// <summary>Looks for a label that all old nodes have, with values that no other node has.</summary>
    /// <param name="nodes">All nodes, with their labels.</param>
    /// <param name="minimum">The first kernel that is new enough, normally <see cref="KernelRule.DefaultMinimum"/>.</param>
    public static NodeSeparation Find(IEnumerable<NodeRecord> nodes, KernelVersion minimum)
    {
        List<NodeRecord> old = [];
        List<NodeRecord> others = [];
        int usable = 0;
        foreach (NodeRecord node in nodes)
        {
            KernelDecision decision = KernelRule.Decide(node, minimum);
            if (decision.Requirement != TemplateRequirement.No)
            {
                old.Add(node);
                continue;
            }

            others.Add(node);
            usable += KernelRule.IsWindows(node) ? 0 : 1;
        }

        return new NodeSeparation
        {
            Old = old.Count,
            New = usable,
            Exclusion = old.Count == 0 || usable == 0 ? null : Best(old, others),
        };
    }

    private static NodeExclusion? Best(List<NodeRecord> old, List<NodeRecord> others) => old[0].Labels.Keys
        .Where(key => !StartsWithAny(key, Meaningless))
        .Select(key => Separating(key, old, others))
        .OfType<NodeExclusion>()
        .OrderBy(found => StartsWithAny(found.Label, Places))
        .ThenBy(found => found.Values.Count)
        .ThenBy(found => found.Label, StringComparer.Ordinal)
        .FirstOrDefault();

    private static NodeExclusion? Separating(string key, List<NodeRecord> old, List<NodeRecord> others)
    {
        SortedSet<string> values = new(StringComparer.Ordinal);
        foreach (NodeRecord node in old)
        {
            if (!node.Labels.TryGetValue(key, out string? value))
            {
                return null;
            }

            values.Add(value);
        }

        string[] elsewhere = [.. others.Select(node => node.Labels.GetValueOrDefault(key)).OfType<string>()];
        int bearers = old.Count + elsewhere.Length;
        bool names = bearers > 1 && values.Count + elsewhere.Distinct(StringComparer.Ordinal).Count() == bearers;
        return names || elsewhere.Any(values.Contains) ? null : new NodeExclusion(key, [.. values]);
    }

    private static bool StartsWithAny(string key, string[] starts) =>
        Array.Exists(starts, start => key.StartsWith(start, StringComparison.Ordinal));
}
