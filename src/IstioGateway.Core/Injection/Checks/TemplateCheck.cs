using System.Text.Json.Nodes;
using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Injection;

/// <summary>
/// Tests a template as far as that is possible without a mesh: its text, then what it prints for a set of representative pods, and
/// what comes of those pods. istiod itself finds out about most of this only when a pod is made, and about a template that does not
/// parse only at its next start, for the whole mesh.
/// </summary>
public sealed class TemplateCheck
{
    private readonly TemplateCheckOptions _options;
    private readonly IYamlCodec _yaml;
    private readonly CheckFindings _findings = new();

    private readonly bool _capabilitiesReported;

    private TemplateCheck(TemplateCheckOptions options, IYamlCodec yaml, IReadOnlyList<TemplateFinding> remarks)
    {
        (_options, _yaml) = (options, yaml);
        _capabilitiesReported = remarks.Any(remark => remark.Id == FindingIds.PodCapabilities);
        foreach (TemplateFinding remark in options.OnlyRender ? [] : remarks)
        {
            _findings.Add(remark);
        }
    }

    /// <summary>Tests a template.</summary>
    /// <param name="template">The text.</param>
    /// <param name="options">For which mesh, and with which pods.</param>
    /// <param name="yaml">Reads what the template prints.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static TemplateCheckResult Run(
        string template, TemplateCheckOptions options, IYamlCodec yaml, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<TemplateFinding> remarks = TemplateLint.Check(template, options.IstioVersion);
        TemplateCheck check = new(options, yaml, remarks);
        if (remarks.Any(remark => remark.Id is FindingIds.ParseError or FindingIds.UnknownFunction or FindingIds.EmptyTemplate))
        {
            return new TemplateCheckResult(check._findings.ToList(), null, null);
        }

        return check.Render(template, cancellationToken);
    }

    private TemplateCheckResult Render(string template, CancellationToken cancellationToken)
    {
        TemplateRenderer renderer = new(_options.TemplateName, template, _options.Settings, _yaml);
        JsonObject? usual = null;
        bool failed = false;
        foreach (SampleGateway sample in _options.Samples ?? SampleGateway.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                InjectionResult result = renderer.Inject(sample, cancellationToken);
                usual ??= result.Pod;
                Look(sample, result);
            }
            catch (InjectionException exception)
            {
                failed = true;
                _findings.Add(InjectionFindings.Of(exception), sample.Name);
            }
        }

        GatewayPodEffect? effect = usual is null || failed ? null : PrivilegedPortRule.Judge(usual);
        foreach (TemplateFinding finding in EffectFindings.Of(effect))
        {
            _findings.Add(finding);
        }

        return new TemplateCheckResult(_findings.ToList(), effect, usual);
    }

    private void Look(SampleGateway sample, InjectionResult result)
    {
        foreach (TemplateFinding finding in InjectionFindings.Of(result, alreadyKnown: _capabilitiesReported))
        {
            _findings.Add(finding, sample.Name);
        }

        foreach (TemplateFinding finding in EffectFindings.OfRefusal(result.Pod))
        {
            // It says itself which pods it is about.
            _findings.Add(finding);
        }
    }
}

/// <summary>For which mesh, and with which pods, a template is tested.</summary>
public sealed record TemplateCheckOptions
{
    /// <summary>Name under which the template is stored.</summary>
    public string TemplateName { get; init; } = Patches.TemplateName.Gateway;

    /// <summary>What istiod injects with.</summary>
    public required InjectionSettings Settings { get; init; }

    /// <summary>The Istio version of the mesh, where known.</summary>
    public string? IstioVersion { get; init; }

    /// <summary>Whether the text's own findings are left out, because they are known.</summary>
    public bool OnlyRender { get; init; }

    /// <summary>The pods; <see cref="SampleGateway.All"/> when absent.</summary>
    public IReadOnlyList<SampleGateway>? Samples { get; init; }
}

/// <summary>What a test of a template found.</summary>
/// <param name="Findings">The findings, by line.</param>
/// <param name="Effect">What the usual gateway's pod ends up with; <see langword="null"/> where it cannot be rendered.</param>
/// <param name="Pod">That pod.</param>
public sealed record TemplateCheckResult(IReadOnlyList<TemplateFinding> Findings, GatewayPodEffect? Effect, JsonObject? Pod);
