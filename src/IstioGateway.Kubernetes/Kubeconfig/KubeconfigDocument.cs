namespace IstioGateway.Kubernetes.Kubeconfig;

/// <summary>Several kubeconfigs merged into one.</summary>
internal sealed class KubeconfigDocument
{
    private readonly List<string> _contextNames = [];
    private readonly Dictionary<string, KubeconfigSection> _contexts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigSection> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigSection> _users = new(StringComparer.Ordinal);

    /// <summary>Names of the contexts, in the order of their files.</summary>
    public IReadOnlyList<string> ContextNames => _contextNames;

    public string? CurrentContext { get; private set; }

    public bool IsEmpty => _contexts.Count == 0 && _clusters.Count == 0 && _users.Count == 0;

    public KubeconfigSection? Context(string name) => _contexts.GetValueOrDefault(name);

    public KubeconfigSection? Cluster(string name) => _clusters.GetValueOrDefault(name);

    public KubeconfigSection? User(string name) => _users.GetValueOrDefault(name);

    /// <summary>
    /// Adds what is not there yet: the first file to name an entry wins it whole, the first non-empty current context wins
    /// (kubernetes.io: Organizing Cluster Access, "Merging kubeconfig files").
    /// </summary>
    public void Merge(KubeconfigSection root)
    {
        CurrentContext ??= root.Text("current-context");
        MergeEntries(root, "clusters", "cluster", _clusters, null);
        MergeEntries(root, "users", "user", _users, null);
        MergeEntries(root, "contexts", "context", _contexts, _contextNames);
    }

    private static void MergeEntries(
        KubeconfigSection root, string list, string kind, Dictionary<string, KubeconfigSection> entries, List<string>? order)
    {
        HashSet<string> ofThisFile = new(StringComparer.Ordinal);
        foreach (KubeconfigSection entry in root.Sections(list, $"an entry of {list}"))
        {
            string name = entry.Text("name") ?? throw entry.Error("name", $"an entry of {list} has no name.");
            if (!ofThisFile.Add(name))
            {
                throw entry.Error("name", $"the {kind} '{name}' is defined twice in this file. Remove one of the two.");
            }

            if (!entries.ContainsKey(name))
            {
                string title = $"{kind} '{name}'";
                entries.Add(name, entry.Section(kind, title)
                    ?? new KubeconfigSection(entry.Origin, new() { }, title));
                order?.Add(name);
            }
        }
    }
}
