using System.Management.Automation;
using IstioGateway.Clusters;
using IstioGateway.Commands.Errors;

namespace IstioGateway.Commands.Connections;

/// <summary>Turns what the user named (a kubeconfig and contexts, a server, the pod) into clusters. One bad context costs one error.</summary>
internal sealed class ClusterResolver(IClusterConnector connector, string userAgent)
{
    /// <summary>What came of a resolution: clusters in file order, sentences to warn with, and one error per context that failed.</summary>
    internal sealed record Resolution(
        IReadOnlyList<IstioCluster> Clusters, IReadOnlyList<string> Warnings, IReadOnlyList<ErrorRecord> Errors);

    /// <summary>Connects the contexts of a kubeconfig that match any of the names or wildcards.</summary>
    /// <param name="source">The kubeconfig.</param>
    /// <param name="contexts">Names or wildcards; <see langword="null"/> for the current context.</param>
    /// <param name="identity">Signs in instead of the contexts' users.</param>
    /// <exception cref="ClusterException">The kubeconfig itself cannot be used.</exception>
    public Resolution Resolve(KubeconfigSource source, IReadOnlyList<string>? contexts, ManagedIdentity? identity = null)
    {
        List<IstioCluster> clusters = [];
        List<string> warnings = [];
        List<ErrorRecord> errors = [];
        foreach (string? name in Names(source, contexts, errors))
        {
            try
            {
                clusters.Add(Connect(source, name, warnings, identity));
            }
            catch (ClusterException failure)
            {
                errors.Add(ErrorRecords.From(failure, name, name));
            }
        }

        return new Resolution(clusters, warnings, errors);
    }

    /// <summary>
    /// Connects what there is when the user named no kubeconfig: the default kubeconfig, else the cluster of the pod that this
    /// process runs in.
    /// </summary>
    /// <param name="contexts">Names or wildcards, which only a kubeconfig can have.</param>
    /// <param name="identity">Signs in instead of the contexts' users; the pod has an identity of its own.</param>
    /// <exception cref="ClusterException">The kubeconfig itself cannot be used.</exception>
    /// <exception cref="RecordException">There is neither. Never a silent localhost.</exception>
    public Resolution ResolveDefault(IReadOnlyList<string>? contexts, ManagedIdentity? identity = null) =>
        DefaultKubeconfig.Find() is { } source ? Resolve(source, contexts, identity)
        : contexts is null && identity is null && connector.IsInCluster ? ConnectInCluster(name: null)
        : throw new RecordException(ErrorRecords.Create(
            ErrorId.NoConnection, ErrorCategory.ConnectionError, null, Messages.Get(ErrorId.NoConnection)));

    /// <summary>Connects a server that is named outright.</summary>
    /// <exception cref="ClusterException">What was given cannot be used.</exception>
    public Resolution Connect(ServerTarget target) => One(connector.Connect(target, Settings()));

    /// <summary>Connects the cluster of the pod that this process runs in.</summary>
    /// <exception cref="ClusterException">It runs in none.</exception>
    public Resolution ConnectInCluster(string? name) => One(connector.ConnectInCluster(name, Settings()));

    /// <summary>Connects one context, or the current one.</summary>
    public IstioCluster Connect(KubeconfigSource source, string? context, List<string> warnings, ManagedIdentity? identity = null) =>
        Take(connector.Connect(source, context, Settings(), identity), warnings);

    private static Resolution One(ClusterConnection connection)
    {
        List<string> warnings = [];
        return new Resolution([Take(connection, warnings)], warnings, []);
    }

    private static IstioCluster Take(ClusterConnection connection, List<string> warnings)
    {
        warnings.AddRange(connection.Warnings.Select(w => $"[{connection.Api.Endpoint.Name}] {w}"));
        return new IstioCluster(connection.Api);
    }

    private ConnectionSettings Settings() => new() { Trace = RequestTrace.Write, UserAgent = userAgent };

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
