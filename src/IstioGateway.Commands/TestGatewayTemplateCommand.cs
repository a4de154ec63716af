using System.Management.Automation;
using IstioGateway.Commands.Connections;
using IstioGateway.Commands.Pipeline;
using IstioGateway.Commands.Templates;
using IstioGateway.Injection;

namespace IstioGateway.Commands;

/// <summary>Test-GatewayTemplate: says what is wrong with a template before a mesh finds out, and what it does to a gateway's pod.</summary>
[Cmdlet(VerbsDiagnostic.Test, "GatewayTemplate", DefaultParameterSetName = LiveSet, HelpUri = Help.Root + "Test-GatewayTemplate.md")]
[OutputType(typeof(TemplateFinding))]
[OutputType(typeof(bool))]
public sealed class TestGatewayTemplateCommand : TemplateReadCmdlet
{
    /// <summary>The Istio version the template is meant for, such as 1.28.0. Without it: that of the cluster, if one is attached.</summary>
    [Parameter]
    [ValidatePattern(@"^v?[0-9]+\.[0-9]+(\.[0-9]+)?([-+.][0-9A-Za-z.+-]*)?$")]
    public string? IstioVersion { get; set; }

    /// <summary>Makes every warning an error.</summary>
    [Parameter]
    public SwitchParameter Strict { get; set; }

    /// <summary>Answers only whether the template has no finding of severity Error.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override async Task LookAsync(TemplateSubject subject, IPipeline pipeline, CancellationToken cancellationToken)
    {
        TemplateCheckOptions options = new()
        {
            TemplateName = subject.TemplateName,
            Settings = subject.Settings,
            IstioVersion = IstioVersion ?? subject.IstioVersion,
        };
        TemplateCheckResult result = TemplateCheck.Run(subject.Text, options, Adapters.Yaml(), cancellationToken);
        TemplateFinding[] findings = [.. result.Findings.Select(finding => finding with { Severity = Severity(finding), Source = subject.Source })];
        if (Quiet)
        {
            await pipeline.WriteObjectAsync(!Array.Exists(findings, finding => finding.Severity == FindingSeverity.Error)).ConfigureAwait(false);
            return;
        }

        foreach (TemplateFinding finding in findings)
        {
            await pipeline.WriteObjectAsync(finding).ConfigureAwait(false);
        }
    }

    private FindingSeverity Severity(TemplateFinding finding) =>
        Strict && finding.Severity == FindingSeverity.Warning ? FindingSeverity.Error : finding.Severity;
}
