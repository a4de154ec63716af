using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;
using IstioGateway.Templates;

namespace IstioGateway.Commands.Parameters;

/// <summary>
/// Completes template names: the one of gateway pods, which is known without asking, and those that the Istio resource sets,
/// if the cluster answers within a second. It is silent where it knows nothing.
/// </summary>
public sealed class MeshTemplateNameCompleter : IArgumentCompleter
{
    /// <summary>A person waits for it with a hand on the Tab key.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        WildcardPattern pattern = WildcardPattern.Get(typed + "*", WildcardOptions.IgnoreCase);
        return new[] { Patches.TemplateName.Gateway }
            .Concat(FromCluster(fakeBoundParameters))
            .Distinct(StringComparer.Ordinal)
            .Where(pattern.IsMatch)
            .Select(name => new CompletionResult(Completion.Quote(name), name, CompletionResultType.ParameterValue, name));
    }

    private static IReadOnlyList<string> FromCluster(IDictionary parameters)
    {
        string istioName = Values(parameters, "Name").FirstOrDefault() as string ?? "default";
        CancellationTokenSource limit = new(Patience);
        Task<IReadOnlyList<string>> reading = Task.Run(() => ReadAsync(parameters, istioName, limit.Token), limit.Token);
        _ = reading.ContinueWith(_ => limit.Dispose(), TaskScheduler.Default);

        // The engine wants the names at once, on this thread, which has nothing else to do.
        return ((IAsyncResult)reading).AsyncWaitHandle.WaitOne(Patience) && reading.IsCompletedSuccessfully ? reading.Result : [];
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(IDictionary parameters, string istioName, CancellationToken cancellationToken)
    {
        if (Values(parameters, nameof(ClusterCmdlet.Cluster)).OfType<IstioCluster>().FirstOrDefault() is { Api: { } open })
        {
            return await NamesAsync(open, istioName, cancellationToken).ConfigureAwait(false);
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
        return await NamesAsync(api, istioName, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(IClusterApi api, string istioName, CancellationToken cancellationToken)
    {
        TemplateChangePlan plan = await new TemplateChanger(api)
            .PlanAsync(istioName, Patches.TemplateName.Gateway, desired: null, cancellationToken).ConfigureAwait(false);
        return plan.OtherTemplateNames;
    }

    private static IEnumerable<object?> Values(IDictionary parameters, string name) => parameters[name] switch
    {
        null => [],
        object[] several => several.Select(Unwrapped),
        object one => [Unwrapped(one)],
    };

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
