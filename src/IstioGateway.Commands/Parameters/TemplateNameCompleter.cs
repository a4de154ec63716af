using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace IstioGateway.Commands.Parameters;

/// <summary>Completes the names of Istio's injection templates; it opens no connection.</summary>
public sealed class TemplateNameCompleter : IArgumentCompleter
{
    private static readonly (string Name, string What)[] Known =
    [
        (Patches.TemplateName.Gateway, "gateways deployed by injection"),
        (Injection.KubeGatewayRenderer.Name, "gateways of the Kubernetes Gateway API"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string typed = wordToComplete.Trim('\'', '"');
        return Known.Where(template => template.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(template => new CompletionResult(
                Completion.Quote(template.Name), template.Name, CompletionResultType.ParameterValue, template.What));
    }
}
