namespace IstioGateway.Benchmarks.Servers;

/// <summary>Kubeconfigs of servers on this machine.</summary>
internal static class Kubeconfig
{
    /// <summary>One context without credentials.</summary>
    public static string Anonymous(string server) => For([new Entry("benchmark", server, "{}")]);

    /// <summary>One context per cluster; the first is the current one.</summary>
    public static string For(IReadOnlyList<Entry> entries) => $"""
        apiVersion: v1
        kind: Config
        current-context: {entries[0].Name}
        clusters:
        {Lines(entries, entry => $"- {{ name: {entry.Name}, cluster: {{ server: \"{entry.Server}\" }} }}")}
        users:
        {Lines(entries, entry => $"- {{ name: {entry.Name}, user: {entry.User} }}")}
        contexts:
        {Lines(entries, entry => $"- {{ name: {entry.Name}, context: {{ cluster: {entry.Name}, user: {entry.Name} }} }}")}

        """;

    private static string Lines(IEnumerable<Entry> entries, Func<Entry, string> line) => string.Join('\n', entries.Select(line));

    /// <summary>A cluster and its user.</summary>
    /// <param name="Name">Name of its context.</param>
    /// <param name="Server">Base address.</param>
    /// <param name="User">The user entry, as flow-style YAML.</param>
    internal sealed record Entry(string Name, string Server, string User);
}
