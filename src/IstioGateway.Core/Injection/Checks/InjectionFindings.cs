using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Injection;

/// <summary>Findings about an injection: why it failed, or what is wrong with the pod that came of it.</summary>
internal static partial class InjectionFindings
{
    private const string PodCapabilitiesPath = "spec.securityContext.capabilities";

    /// <summary>The finding of an injection that failed.</summary>
    public static TemplateFinding Of(InjectionException failure) => failure.Step switch
    {
        InjectionStep.Read => TemplateLint.Finding(
            FindingIds.InvalidYaml,
            FindingSeverity.Error,
            null,
            null,
            $"What the template prints is no YAML, and istiod refuses the pod: {failure.Message}{Quoted(failure)}",
            "Look at the text that Expand-GatewayTemplate prints at this line; most often the indentation is wrong."),
        InjectionStep.Merge => TemplateLint.Finding(
            FindingIds.MergeError,
            FindingSeverity.Error,
            null,
            null,
            $"What the template prints cannot be merged into a pod, and istiod refuses the pod: {failure.Message}",
            "Give every item of a list the field that names it, and every field its own type."),
        InjectionStep.Decode => TemplateLint.Finding(
            FindingIds.InvalidPod,
            FindingSeverity.Error,
            null,
            null,
            $"What comes of the merge is no pod, and istiod refuses it: {failure.Message}",
            "Give the field the type that Kubernetes declares for it."),
        _ => TemplateLint.Finding(
            FindingIds.RenderError,
            FindingSeverity.Error,
            failure.Line,
            failure.Column,
            $"istiod cannot render the template, and refuses the pod: {failure.Message}",
            "Mend the template at this line."),
    };

    /// <summary>Findings about the pod that came of an injection.</summary>
    /// <param name="result">The injection.</param>
    /// <param name="alreadyKnown">Whether the capabilities of the pod's securityContext were reported from the text.</param>
    public static IEnumerable<TemplateFinding> Of(InjectionResult result, bool alreadyKnown)
    {
        foreach (string path in result.Dropped)
        {
            if (!(alreadyKnown && path == PodCapabilitiesPath))
            {
                yield return TemplateLint.Finding(
                    FindingIds.UnknownField,
                    FindingSeverity.Warning,
                    null,
                    null,
                    $"A pod has no field {Named(path, result.Pod)}: istiod drops it without a word.",
                    "Remove the field, or write it where Kubernetes has it.");
            }
        }

        foreach (string problem in PodAcceptance.Problems(result.Pod))
        {
            yield return TemplateLint.Finding(
                FindingIds.InvalidPod,
                FindingSeverity.Error,
                null,
                null,
                $"The API server refuses the pod: {Named(problem, result.Pod)}.",
                "Mend the template, or the values that it prints.");
        }

        if (Image(result.Pod) == "auto")
        {
            yield return TemplateLint.Finding(
                FindingIds.EmptyTemplate,
                FindingSeverity.Error,
                null,
                null,
                "Nothing is injected: the image of the container istio-proxy stays 'auto', which no registry has.",
                "Start from the default template: New-GatewayTemplatePatch -Base Live.");
        }
    }

    /// <summary>A text with paths in it, in which containers go by their names: where they stand differs from pod to pod.</summary>
    private static string Named(string text, JsonObject pod) => ContainerIndex().Replace(text, match =>
    {
        int index = int.Parse(match.Groups["index"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        string list = match.Groups["list"].Value;
        return pod.At("spec", list) is JsonArray containers && index < containers.Count && containers[index].Text("name") is { Length: > 0 } name
            ? $"{list}[{name}]"
            : match.Value;
    });

    private static string? Image(JsonObject pod) => (pod.At("spec", "containers") as JsonArray)?.OfType<JsonObject>()
        .FirstOrDefault(container => container.Text("name") == ProxySecurity.Container)?.Text("image");

    private static string Quoted(InjectionException failure)
    {
        string[] lines = (failure.Rendered ?? "").Split('\n');
        return failure.Line is int line && line >= 1 && line <= lines.Length
            ? string.Create(CultureInfo.InvariantCulture, $" It printed there: '{lines[line - 1].TrimEnd()}'.")
            : "";
    }

    [GeneratedRegex(@"\b(?<list>containers|initContainers)\[(?<index>[0-9]{1,4})\]")]
    private static partial Regex ContainerIndex();
}
