using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Injection;

/// <summary>
/// Sees to it that a changed template changes the gateway's pod as was asked and in nothing else: both texts are rendered for every
/// sample and the pods compared. A text can look right and be wrong; the pod cannot.
/// </summary>
public static class IntendedChanges
{
    private const string Sysctls = "spec.securityContext.sysctls";
    private const string PodContext = "spec.securityContext";
    private static readonly string ProxyContext = $"spec.containers[{ProxySecurity.Container}].securityContext";
    private static readonly string[] RootFields = ["runAsUser", "runAsGroup", "runAsNonRoot", "capabilities"];

    /// <summary>What changes in the usual gateway's pod; nothing when either text cannot be rendered.</summary>
    /// <param name="templateName">Name of the template.</param>
    /// <param name="before">The text before; <see langword="null"/> where there was none, as before an additive template.</param>
    /// <param name="after">The text after.</param>
    /// <param name="settings">What istiod injects with.</param>
    /// <param name="yaml">Reads what templates print.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static IReadOnlyList<PodChange> Of(
        string templateName, string? before, string after, InjectionSettings settings, IYamlCodec yaml, CancellationToken cancellationToken) =>
        Compare(templateName, before, after, settings, yaml, [SampleGateway.Usual()], cancellationToken).FirstOrDefault()?.Changes ?? [];

    /// <summary>Throws when a change reaches further than it should.</summary>
    /// <param name="templateName">Name of the template.</param>
    /// <param name="before">The text before; <see langword="null"/> where there was none, as before an additive template.</param>
    /// <param name="after">The text after.</param>
    /// <param name="privilegedPort">What was asked for.</param>
    /// <param name="settings">What istiod injects with.</param>
    /// <param name="yaml">Reads what templates print.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="TemplateRefusedException">Something else changes too (<see cref="TemplateRefusedException.SideEffect"/>).</exception>
    public static void Require(
        string templateName,
        string? before,
        string after,
        PrivilegedPort privilegedPort,
        InjectionSettings settings,
        IYamlCodec yaml,
        CancellationToken cancellationToken)
    {
        foreach (SampleChanges sample in Compare(templateName, before, after, settings, yaml, SampleGateway.All(), cancellationToken))
        {
            PodChange? other = sample.Changes.FirstOrDefault(change => !IsIntended(change, privilegedPort));
            if (other is not null)
            {
                throw new TemplateRefusedException(
                    TemplateRefusedException.SideEffect,
                    null,
                    $"the change would do more to a gateway's pod than was asked for ({other}; pod: {sample.Name}).");
            }
        }
    }

    private static IEnumerable<SampleChanges> Compare(
        string templateName,
        string? before,
        string after,
        InjectionSettings settings,
        IYamlCodec yaml,
        IReadOnlyList<SampleGateway> samples,
        CancellationToken cancellationToken)
    {
        TemplateRenderer old = before is null
            ? new TemplateRenderer(Patches.TemplateName.Gateway, settings.Templates.GetValueOrDefault(Patches.TemplateName.Gateway, ""), settings, yaml)
            : new TemplateRenderer(templateName, before, settings, yaml);
        TemplateRenderer changed = new(templateName, after, settings, yaml);
        foreach (SampleGateway sample in samples)
        {
            if (Pod(old, sample, cancellationToken) is { } left && Pod(changed, sample, cancellationToken) is { } right)
            {
                yield return new SampleChanges(sample.Name, PodDifference.Between(left, right));
            }
        }
    }

    // What cannot be rendered is reported by the template's test; there is nothing to compare.
    private static JsonObject? Pod(TemplateRenderer renderer, SampleGateway sample, CancellationToken cancellationToken)
    {
        try
        {
            return renderer.Inject(sample, cancellationToken).Pod;
        }
        catch (InjectionException)
        {
            return null;
        }
    }

    private static bool IsIntended(PodChange change, PrivilegedPort privilegedPort) =>
        change.Path == Sysctls
        || (change.Path == PodContext && change.After is null or "{}")
        || (privilegedPort == PrivilegedPort.Root
            && (change.Path == ProxyContext || Array.Exists(RootFields, field => IsAtOrBelow(change.Path, $"{ProxyContext}.{field}"))));

    private static bool IsAtOrBelow(string path, string field) =>
        path == field || path.StartsWith($"{field}.", StringComparison.Ordinal);

    private sealed record SampleChanges(string Name, IReadOnlyList<PodChange> Changes);
}
