using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Connections;

/// <summary>Turns what the user named (a kubeconfig, contexts) into clusters. One bad context costs one error.</summary>
internal sealed class ClusterResolver(IClusterConnector connector, string userAgent)
{
    /// <summary>What came of a resolution: clusters in file order, sentences to warn with, and one error per context that failed.</summary>
    internal sealed record Resolution(
        IReadOnlyList<IstioCluster> Clusters, IReadOnlyList<string> Warnings, IReadOnlyList<ErrorRecord> Errors);

    /// <summary>Connects the contexts of a kubeconfig that match any of the names or wildcards.</summary>
    /// <param name="source">The kubeconfig.</param>
    /// <param name="contexts">Names or wildcards; <see langword="null"/> for the current context.</param>
    /// <exception cref="ClusterException">The kubeconfig itself cannot be used.</exception>
    public Resolution Resolve(KubeconfigSource source, IReadOnlyList<string>? contexts)
    {
        List<IstioCluster> clusters = [];
        List<string> warnings = [];
        List<ErrorRecord> errors = [];
        foreach (string? name in Names(source, contexts, errors))
        {
            try
            {
                clusters.Add(Connect(source, name, warnings));
            }
            catch (ClusterException failure)
            {
                errors.Add(ErrorRecords.From(failure, name, name));
            }
        }

        return new Resolution(clusters, warnings, errors);
    }

    /// <summary>Connects one context, or the current one.</summary>
    public IstioCluster Connect(KubeconfigSource source, string? context, List<string> warnings)
    {
        ConnectionSettings settings = new() { Trace = RequestTrace.Write, UserAgent = userAgent };
        ClusterConnection connection = connector.Connect(source, context, settings);
        warnings.AddRange(connection.Warnings.Select(w => $"[{connection.Api.Endpoint.Name}] {w}"));
        return new IstioCluster(connection.Api);
    }

    private List<string?> Names(KubeconfigSource source, IReadOnlyList<string>? contexts, List<ErrorRecord> errors)
    {
        KubeconfigSummary summary = connector.ReadKubeconfig(source);
        if (contexts is null)
        {
            return [null];
        }

        List<string?> names = [];
        foreach (string wanted in contexts)
        {
            // Context names are case-sensitive in kubectl; a wildcard is ours and follows the same rule.
            WildcardPattern pattern = WildcardPattern.Get(wanted, WildcardOptions.None);
            string[] matches = WildcardPattern.ContainsWildcardCharacters(wanted)
                ? [.. summary.Contexts.Select(c => c.Name).Where(pattern.IsMatch)]
                : [.. summary.Contexts.Select(c => c.Name).Where(n => n == wanted)];
            if (matches.Length == 0)
            {
                errors.Add(NotFound(source, wanted, summary));
            }

            names.AddRange(matches.Where(match => !names.Contains(match)));
        }

        return names;
    }

    private static ErrorRecord NotFound(KubeconfigSource source, string wanted, KubeconfigSummary summary)
    {
        string known = summary.Contexts.Count == 0 ? "none" : string.Join(", ", summary.Contexts.Select(c => c.Name));
        return ErrorRecords.Create(
            ErrorId.ContextNotFound,
            ErrorCategory.ObjectNotFound,
            wanted,
            Messages.Get(ErrorId.ContextNotFound, wanted, source),
            Messages.Advice(ErrorId.ContextNotFound, known));
    }
}
