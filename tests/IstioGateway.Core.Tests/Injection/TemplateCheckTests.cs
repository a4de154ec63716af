using IstioGateway.Injection;
using IstioGateway.Kubernetes.Yaml;
using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Injection;

/// <summary>What a test of a template finds before a mesh does.</summary>
public sealed class TemplateCheckTests
{
    private const string Image = "spec:\n  containers:\n  - name: istio-proxy\n    image: proxy\n";

    [Theory]
    [InlineData("spec:\n  {{ if .Values.x }}\n  containers: []\n", FindingIds.ParseError, 4)]
    [InlineData("spec:\n  x: {{ noSuchFunction 1 }}\n", FindingIds.UnknownFunction, 2)]
    [InlineData("   \n", FindingIds.EmptyTemplate, null)]
    [InlineData(Image + "    args:\n    - {{ .NoSuchField }}\n", FindingIds.RenderError, 6)]
    [InlineData(Image + "    args:\n    - {{ index .Spec.Containers 7 }}\n", FindingIds.RenderError, 6)]
    [InlineData(Image + "   ports: []\n", FindingIds.InvalidYaml, null)]
    [InlineData("- a\n- b\n", FindingIds.InvalidYaml, null)]
    [InlineData("spec:\n  containers:\n  - image: proxy\n", FindingIds.MergeError, null)]
    [InlineData("spec:\n  containers:\n  - name: istio-proxy\n    image: proxy\n    tty: often\n", FindingIds.InvalidPod, null)]
    [InlineData(Image + "    volumeMounts:\n    - name: gone\n      mountPath: /x\n", FindingIds.InvalidPod, null)]
    [InlineData("spec:\n  containers:\n  - name: istio-proxy\n    args: [a]\n", FindingIds.EmptyTemplate, null)]
    public void What_istiod_or_the_API_server_would_refuse_is_an_error_that_names_the_line(string template, string id, int? line)
    {
        TemplateFinding finding = Assert.Single(Check(template).Findings, finding => finding.Severity == FindingSeverity.Error);

        Assert.Equal((id, line), (finding.Id, finding.Line));
        Assert.False(string.IsNullOrEmpty(finding.Recommendation));
    }

    [Fact]
    public void A_function_that_came_later_is_unknown_to_an_older_version()
    {
        const string template = Image + "    args: [{{ omitNil .Values | toJSON }}]\n";

        Assert.DoesNotContain(Check(Image + "# {{ omitNil .Values }}\n", version: "v1.28.0").Findings, finding => finding.Severity == FindingSeverity.Error);
        TemplateFinding finding = Assert.Single(Check(template, version: "v1.27.3").Findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal((FindingIds.UnknownFunction, 5), (finding.Id, finding.Line));
        Assert.Contains("1.27.3", finding.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_pod_does_not_have_is_reported_with_its_path()
    {
        TemplateFinding finding = Assert.Single(
            Check(Image + "    securitycontext2: {}\n").Findings, finding => finding.Id == FindingIds.UnknownField);

        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains("spec.containers[istio-proxy].securitycontext2", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_capability_is_reported_once_and_by_its_own_id()
    {
        string documented = SysctlTransform.Apply(DefaultGatewayTemplate.Text, PrivilegedPort.Documented).Text;

        IReadOnlyList<TemplateFinding> findings = Check(documented).Findings;

        Assert.Single(findings, finding => finding.Id == FindingIds.PodCapabilities);
        Assert.DoesNotContain(findings, finding => finding.Id == FindingIds.UnknownField);
    }

    [Fact]
    public void A_finding_of_several_pods_is_one_finding()
    {
        TemplateFinding finding = Assert.Single(
            Check("spec:\n  containers:\n  - name: istio-proxy\n    image: {{ .Values.global.nothing.below }}x\n    args: [{{ .X }}]\n").Findings,
            finding => finding.Id == FindingIds.RenderError);

        Assert.Contains("and 9 others", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_one_kind_of_pod_only_names_that_pod()
    {
        TemplateFinding finding = Assert.Single(
            Check(Image + "{{ if eq .Spec.ServiceAccountName \"\" }}{{ fail \"no account\" }}{{ end }}").Findings,
            finding => finding.Id == FindingIds.RenderError);

        Assert.Contains("no account", finding.Message, StringComparison.Ordinal);
        Assert.Contains("no service account", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_additive_template_is_tested_on_the_default_one()
    {
        TemplateCheckResult test = Check(OverlayTemplate.For(PrivilegedPort.Root).Text, "old-kernel");

        Assert.DoesNotContain(test.Findings, finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal(PortBinding.Yes, test.Effect!.OldKernel);
    }

    [Fact]
    public void A_template_of_its_own_under_another_name_is_tested_by_itself()
    {
        TemplateCheckResult test = Check(Image, "own");

        Assert.Equal(PortBinding.No, test.Effect!.OldKernel);
    }

    [Fact]
    public void A_template_that_the_ConfigMap_cannot_hold_twice_is_an_error()
    {
        string large = Image + "# " + new string('x', 480_000) + "\n";

        Assert.Contains(Check(large).Findings, finding => finding is { Id: FindingIds.TemplateTooLarge, Severity: FindingSeverity.Error });
        Assert.DoesNotContain(Check(Image + "# " + new string('x', 400_000)).Findings, finding => finding.Id == FindingIds.TemplateTooLarge);
    }

    [Fact]
    public void The_effect_is_told_in_pod_terms()
    {
        IReadOnlyList<TemplateFinding> findings = Check(DefaultGatewayTemplate.Text).Findings;

        TemplateFinding security = Assert.Single(findings, finding => finding.Id == FindingIds.PodSecurity);
        Assert.Contains("net.ipv4.ip_unprivileged_port_start", security.Message, StringComparison.Ordinal);
        Assert.Contains("\"runAsUser\":1337", security.Message, StringComparison.Ordinal);
        Assert.Contains("never starts", Assert.Single(findings, finding => finding.Id == FindingIds.OldKernelPorts).Message, StringComparison.Ordinal);
        Assert.Contains("can listen", Assert.Single(findings, finding => finding.Id == FindingIds.NewKernelPorts).Message, StringComparison.Ordinal);
    }

    private static TemplateCheckResult Check(string template, string name = "gateway", string? version = null) => TemplateCheck.Run(
        template,
        new TemplateCheckOptions { TemplateName = name, Settings = InjectionDefaults.Settings(), IstioVersion = version },
        new YamlCodec(),
        TestContext.Current.CancellationToken);
}
