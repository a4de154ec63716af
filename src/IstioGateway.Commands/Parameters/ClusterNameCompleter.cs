using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;

namespace IstioGateway.Commands.Parameters;

/// <summary>A name that can be completed, and what is said of it beside the list.</summary>
/// <param name="Name">The name.</param>
/// <param name="About">What it is, in a few words.</param>
internal sealed record KnownName(string Name, string About);

/// <summary>
/// Base of the completers of names that a cluster knows: the cluster that the line names so far, else the current one. What is known
/// without asking comes first; the cluster has a second to answer, and where it does not, or denies it, nothing is said.
/// </summary>
public abstract class ClusterNameCompleter : IArgumentCompleter
{
    /// <summary>A person waits for it with a hand on the Tab key.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(0.9);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        WildcardPattern pattern = WildcardPattern.Get(wordToComplete.Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return Known
            .Concat(FromCluster(fakeBoundParameters))
            .DistinctBy(known => known.Name, StringComparer.Ordinal)
            .Where(known => pattern.IsMatch(known.Name))
            .Select(known => new CompletionResult(
                Completion.Quote(known.Name), known.Name, CompletionResultType.ParameterValue, known.About));
    }

    /// <summary>What is known without asking.</summary>
    private protected virtual IReadOnlyList<KnownName> Known => [];

    /// <summary>Asks the cluster.</summary>
    /// <param name="api">The connection.</param>
    /// <param name="parameters">What the line has so far, by parameter.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ClusterException">The cluster does not answer, or denies it.</exception>
    private protected abstract Task<IReadOnlyList<KnownName>> ReadAsync(
        IClusterApi api, IDictionary parameters, CancellationToken cancellationToken);

    /// <summary>The values that the line gives a parameter so far.</summary>
    private protected static IEnumerable<object?> Values(IDictionary parameters, string name) => parameters[name] switch
    {
        null => [],
        object[] several => several.Select(Unwrapped),
        object one => [Unwrapped(one)],
    };

    private IReadOnlyList<KnownName> FromCluster(IDictionary parameters)
    {
        CancellationTokenSource limit = new(Patience);
        Task<IReadOnlyList<KnownName>> reading = Task.Run(() => ConnectAndReadAsync(parameters, limit.Token), limit.Token);
        _ = reading.ContinueWith(_ => limit.Dispose(), TaskScheduler.Default);

        // The engine wants the names at once, on this thread, which has nothing else to do.
        return ((IAsyncResult)reading).AsyncWaitHandle.WaitOne(Patience) && reading.IsCompletedSuccessfully ? reading.Result : [];
    }

    private async Task<IReadOnlyList<KnownName>> ConnectAndReadAsync(IDictionary parameters, CancellationToken cancellationToken)
    {
        if (Values(parameters, nameof(ClusterCmdlet.Cluster)).OfType<IstioCluster>().FirstOrDefault() is { Api: { } open })
        {
            return await NamesAsync(open, parameters, cancellationToken).ConfigureAwait(false);
        }

        KubeconfigSource? source = Values(parameters, nameof(ClusterCmdlet.Kubeconfig)).FirstOrDefault() is string path
            ? KubeconfigSource.File(path)
            : DefaultKubeconfig.Find();
        string? context = Values(parameters, nameof(ClusterCmdlet.Context)).FirstOrDefault() as string;
        if (source is null || (context is not null && WildcardPattern.ContainsWildcardCharacters(context)))
        {
            return [];
        }

        ConnectionSettings settings = new() { UserAgent = ClientName.UserAgent, AttemptTimeout = Patience };
        using IClusterApi api = Adapters.Connector().Connect(source, context, settings).Api;
        return await NamesAsync(api, parameters, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The names, each with its cluster.</summary>
    private async Task<IReadOnlyList<KnownName>> NamesAsync(IClusterApi api, IDictionary parameters, CancellationToken cancellationToken)
    {
        IReadOnlyList<KnownName> names = await ReadAsync(api, parameters, cancellationToken).ConfigureAwait(false);
        return [.. names.Select(known => known with { About = $"{known.About} [{api.Endpoint.Name}]" })];
    }

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
