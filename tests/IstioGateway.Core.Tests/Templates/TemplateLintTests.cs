using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Templates;

public class TemplateLintTests
{
    public static TheoryData<string> SharedNames => [.. Samples.SharedNames];

    [Theory]
    [MemberData(nameof(SharedNames))]
    public void A_shipped_template_sets_the_sysctl_and_is_otherwise_clean(string name)
    {
        string text = Samples.Shared(name);

        TemplateFinding finding = Assert.Single(TemplateLint.Check(text), found => found.Id != FindingIds.TrailingSpace);

        Assert.Equal(FindingIds.SysctlPresent, finding.Id);
        Assert.StartsWith("net.ipv4.ip_unprivileged_port_start", Samples.Lines(text)[finding.Line!.Value - 1][(finding.Column!.Value - 1)..], StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_template_has_a_capability_without_effect_and_trailing_spaces()
    {
        IReadOnlyList<TemplateFinding> findings = TemplateLint.Check(Samples.Documented);

        Assert.Equal(
            [(FindingIds.AlreadyApplied, 22, 5), (FindingIds.TrailingSpace, 22, 16), (FindingIds.PodCapabilities, 23, 5), (FindingIds.TrailingSpace, 24, 34)],
            findings.Select(finding => (finding.Id, finding.Line!.Value, finding.Column!.Value)));
        TemplateFinding capability = findings.Single(finding => finding.Id == FindingIds.PodCapabilities);
        Assert.Contains("no effect", capability.Message, StringComparison.Ordinal);
        Assert.Contains("-PrivilegedPort None", capability.Recommendation, StringComparison.Ordinal);
        Assert.Contains("-PrivilegedPort Root", capability.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1.26.1", false)]
    [InlineData("1.26.2", false)]
    [InlineData("v1.26.3", true)]
    [InlineData("v1.28.6", true)]
    [InlineData("v1.26-latest", true)]
    [InlineData("v1.24.4", true)]
    [InlineData("v1.20.8", true)]
    [InlineData("master", true)]
    public void The_documented_text_belongs_to_three_versions(string version, bool expected) => Assert.Equal(
        expected, TemplateLint.Check(Samples.Documented, version).Any(finding => finding.Id == FindingIds.VersionMismatch));

    [Theory]
    [InlineData("v1.26.3-asm-r1", "clusterTrustBundle", "bootstrapOverride")]
    [InlineData("v1.28.6", "bootstrapOverride", "divisor")]
    [InlineData("v1.30.3", "divisor", "fips")]
    [InlineData("v1.31.0-rc.0", "fips140", "JWT_POLICY")]
    [InlineData("v1.21.4", "JWT_POLICY", "bootstrapOverride")]
    [InlineData("v1.25.0", "another text", "bootstrapOverride")]
    [InlineData("nightly", "cannot be told", "bootstrapOverride")]
    public void A_mismatch_names_what_is_lost_and_nothing_else(string version, string lost, string kept)
    {
        string message = DocumentedTemplate.Mismatch(version)!.Message;

        Assert.Contains(lost, message, StringComparison.Ordinal);
        Assert.DoesNotContain(kept, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_text_has_no_version_to_mismatch() =>
        Assert.DoesNotContain(TemplateLint.Check(Samples.Around("    sysctls: []"), "v1.30.0"), finding => finding.Id == FindingIds.VersionMismatch);

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\r\n")]
    public void A_template_without_content_is_an_error(string text)
    {
        TemplateFinding finding = Assert.Single(TemplateLint.Check(text));

        Assert.Equal((FindingIds.EmptyTemplate, FindingSeverity.Error), (finding.Id, finding.Severity));
    }

    [Theory]
    [InlineData("    # nothing", true)]
    [InlineData("  {{- if .A }}\n    sysctls: []\n  {{- end }}", true)]
    [InlineData("  {{- if .A }}\n    sysctls: []\n  {{- else }}\n  {{- end }}", true)]
    [InlineData("  {{- if .A }}\n    sysctls: []\n  {{- else if .B }}\n    fsGroup: 1\n  {{- end }}", true)]
    [InlineData("  {{- if .A }}{{ else }}\n    sysctls: []\n  {{- end }}", true)]
    [InlineData("    {{- $x := 1 }}", true)]
    [InlineData("    sysctls: []", false)]
    [InlineData("  {{- if .A }}\n    {{ toYaml .A }}\n  {{- else }}\n    sysctls: []\n  {{- end }}", false)]
    [InlineData("  {{- if .A }}\n    fsGroup: 1\n  {{- else if .B }}\n    fsGroup: 2\n  {{- else }}\n    fsGroup: 3\n  {{- end }}", false)]
    [InlineData("    {{- if .A }}\n    {{- if .B }}\n    a: 1\n    {{- else }}\n    b: 1\n    {{- end }}\n    {{- else }}\n    c: 1\n    {{- end }}", false)]
    public void A_context_that_may_print_nothing_is_found(string context, bool expected) => Assert.Equal(
        expected, TemplateLint.Check(Samples.Around(context)).Any(finding => finding is { Id: FindingIds.SecurityContextNull, Line: 5, Column: 3 }));

    [Fact]
    public void A_context_inside_an_if_is_judged_by_itself() => Assert.DoesNotContain(
        TemplateLint.Check("spec:\n{{- if .A }}\n  securityContext:\n    sysctls: []\n{{- else }}\n  hostname: a\n{{- end }}"),
        finding => finding.Id == FindingIds.SecurityContextNull);

    [Theory]
    [InlineData("      capabilities:\n        add: [CAP_NET_BIND_SERVICE]", FindingIds.CapabilityPrefix, 13, 15)]
    [InlineData("      capabilities:\n        add:\n        - CAP_NET_ADMIN", FindingIds.CapabilityPrefix, 14, 11)]
    [InlineData("      capabilities: {add: [NET_BIND_SERVICE]}", FindingIds.CapabilityWithoutRoot, 12, 7)]
    [InlineData("      capabilities:\n        drop:\n        - ALL\n        add:\n        - NET_BIND_SERVICE", FindingIds.CapabilityWithoutRoot, 12, 7)]
    public void Capabilities_of_a_container_that_do_not_work_are_found(string lines, string id, int line, int column)
    {
        string text = Samples.Around("    sysctls: []").Replace("      runAsGroup:", lines + "\n      runAsGroup:", StringComparison.Ordinal);

        Assert.Contains(TemplateLint.Check(text), finding => finding.Id == id && finding.Line == line && finding.Column == column);
        Assert.DoesNotContain(TemplateLint.Check(text), finding => finding.Id == FindingIds.PodCapabilities);
    }

    [Fact]
    public void Capabilities_that_work_are_not()
    {
        string root = SysctlTransform.Apply(Samples.Around("    sysctls: []"), PrivilegedPort.Root).Text;
        string dropping = Samples.Around("    sysctls: []").Replace("      runAsGroup:", "      capabilities:\n        drop: [ALL]\n      runAsGroup:", StringComparison.Ordinal);

        Assert.Equal([FindingIds.AlreadyApplied], TemplateLint.Check(root).Select(finding => finding.Id));
        Assert.Equal([FindingIds.AlreadyApplied], TemplateLint.Check(dropping).Select(finding => finding.Id));
    }

    [Theory]
    [InlineData("    sysctls: []\n    # capabilities:\n    #   add: [CAP_NET_BIND_SERVICE]")]
    [InlineData("    sysctls: []\n    {{- /*\n    capabilities:\n      add: [CAP_NET_BIND_SERVICE]\n    - name: net.ipv4.ip_unprivileged_port_start\n    */}}")]
    public void Comments_are_not_looked_at(string context) => Assert.Equal(
        [FindingIds.AlreadyApplied], TemplateLint.Check(Samples.Around(context)).Select(finding => finding.Id));

    [Fact]
    public void Windows_line_ends_are_found_once_and_hide_nothing()
    {
        string windows = Samples.Documented.Replace("\n", "\r\n", StringComparison.Ordinal);

        IReadOnlyList<TemplateFinding> findings = TemplateLint.Check(windows, "v1.28.0");

        TemplateFinding ends = Assert.Single(findings, finding => finding.Id == FindingIds.CarriageReturn);
        Assert.Equal((1, Samples.Lines(Samples.Documented)[0].Length + 1), (ends.Line, ends.Column));
        Assert.Contains(findings, finding => finding.Id == FindingIds.PodCapabilities);
        Assert.Contains(findings, finding => finding.Id == FindingIds.VersionMismatch);
    }
}
