using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IstioGateway.Clusters;
using IstioGateway.Commands.Connections;

namespace IstioGateway.Commands.Parameters;

/// <summary>Completes context names from the kubeconfig file; it never opens a connection and is silent where it knows nothing.</summary>
public sealed class ContextCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        KubeconfigSource? source = fakeBoundParameters[nameof(ClusterCmdlet.Kubeconfig)] is string path
            ? KubeconfigSource.File(path)
            : DefaultKubeconfig.Find();
        if (source is null)
        {
            yield break;
        }

        string typed = wordToComplete.Trim('\'', '"');
        WildcardPattern pattern = WildcardPattern.Get(typed + "*", WildcardOptions.IgnoreCase);
        foreach (KubeconfigContext context in Read(source).Where(c => pattern.IsMatch(c.Name)))
        {
            yield return new CompletionResult(
                Completion.Quote(context.Name),
                context.Name,
                CompletionResultType.ParameterValue,
                $"{context.Server ?? "?"} as {context.User ?? "?"}");
        }
    }

    private static IReadOnlyList<KubeconfigContext> Read(KubeconfigSource source)
    {
        try
        {
            return Adapters.Connector().ReadKubeconfig(source).Contexts;
        }
        catch (ClusterException)
        {
            // An unreadable kubeconfig is reported when the command runs, not while it is typed.
            return [];
        }
    }
}
