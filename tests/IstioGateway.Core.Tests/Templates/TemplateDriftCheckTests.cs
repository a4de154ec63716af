using IstioGateway.Clusters;
using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Templates;

public sealed class TemplateDriftCheckTests
{
    private static readonly string Old = Samples.Shared("istio/templates/gateway-1.26.8.yaml");
    private static readonly string New = Samples.Shared("istio/templates/gateway-1.28.10.yaml");

    public static TheoryData<PrivilegedPort> Modes { get; } = new(Enum.GetValues<PrivilegedPort>());

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_default_with_this_modules_changes_has_not_drifted(PrivilegedPort mode)
    {
        DriftVerdict verdict = Compare(SysctlTransform.Apply(New, mode).Text, New + "\n");

        Assert.Equal((TemplateDrift.None, ""), (verdict.Drift, verdict.Diff));
        Assert.Contains($"-PrivilegedPort {mode}", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void The_changed_default_of_an_older_version_has_drifted_and_the_difference_shows_only_that(PrivilegedPort mode)
    {
        DriftVerdict verdict = Compare(SysctlTransform.Apply(Old, mode).Text, New);

        Assert.Equal(TemplateDrift.Drifted, verdict.Drift);
        Assert.Contains("sidecar.istio.io/bootstrapOverride", verdict.Diff, StringComparison.Ordinal);
        Assert.DoesNotContain(verdict.Diff.Split('\n'), line =>
            line.StartsWith('-') && line.Contains("sysctl", StringComparison.Ordinal) && !line.StartsWith("---", StringComparison.Ordinal));
        if (mode != PrivilegedPort.Root)
        {
            Assert.Contains("1.26.3-1.26.8", verdict.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void White_space_at_line_ends_is_no_drift() =>
        Assert.Equal(TemplateDrift.None, Compare(SysctlTransform.Apply(New, PrivilegedPort.None).Text.Replace("sysctls: []", "sysctls: []  ", StringComparison.Ordinal), New).Drift);

    [Fact]
    public void The_untouched_default_as_an_override_has_not_drifted() => Assert.Equal(TemplateDrift.None, Compare(New, New + "\n").Drift);

    [Fact]
    public void The_documented_text_has_not_drifted_from_what_it_was_made_of_and_has_from_anything_else()
    {
        string origin = Samples.Documented
            .Replace("    sysctls: []  \n    capabilities:\n      add: [CAP_NET_BIND_SERVICE]  \n", "    sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start\n      value: \"0\"\n", StringComparison.Ordinal)
            .Replace("\n            {{ protoToJSON .ProxyConfig }}", "\n             {{ protoToJSON .ProxyConfig }}", StringComparison.Ordinal) + "\n";
        Assert.Equal(DocumentedTemplate.SourceVersion, KnownTemplates.VersionsOf(origin));

        Assert.Equal(TemplateDrift.None, Compare(Samples.Documented, origin).Drift);
        Assert.Equal(TemplateDrift.Drifted, Compare(Samples.Documented, Old).Drift);
    }

    [Theory]
    [InlineData("spec: {}")]
    [InlineData("{{ not even a template")]
    [InlineData("")]
    public void An_override_of_ones_own_has_drifted_and_the_difference_shows_all_of_it(string text)
    {
        DriftVerdict verdict = Compare(text, New);

        Assert.Equal(TemplateDrift.Drifted, verdict.Drift);
        Assert.Contains($"+{text}", verdict.Diff, StringComparison.Ordinal);
    }

    private static DriftVerdict Compare(string current, string own) =>
        TemplateDriftCheck.Compare(current, new DefaultTemplate(own, "here", "1.28.10", IsInForce: false), new LineDiffer());
}

/// <summary>Lines that only one side has; the real differ is tested where it lives.</summary>
internal sealed class LineDiffer : ITextDiffer
{
    public string Unified(string? before, string? after, string beforeLabel, string afterLabel)
    {
        string[] old = (before ?? "").Split('\n');
        string[] now = (after ?? "").Split('\n');
        IEnumerable<string> lines = old.Except(now).Select(line => "-" + line).Concat(now.Except(old).Select(line => "+" + line));
        string body = string.Join('\n', lines);
        return body.Length == 0 ? "" : $"--- {beforeLabel}\n+++ {afterLabel}\n{body}\n";
    }
}
