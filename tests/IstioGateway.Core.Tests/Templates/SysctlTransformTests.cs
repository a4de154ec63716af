using CsCheck;
using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Templates;

public class SysctlTransformTests
{
    private const string Item = "    - name: net.ipv4.ip_unprivileged_port_start\n      value: \"0\"";

    private static readonly PrivilegedPort[] Modes = [PrivilegedPort.Documented, PrivilegedPort.None, PrivilegedPort.Root];

    public static TheoryData<string, PrivilegedPort> SharedInEveryMode =>
        [.. from name in Samples.SharedNames from mode in Modes select new TheoryDataRow<string, PrivilegedPort>(name, mode)];

    [Theory]
    [MemberData(nameof(SharedInEveryMode))]
    public void Every_shipped_template_loses_the_sysctl_and_nothing_else(string name, PrivilegedPort mode)
    {
        string[] before = Samples.Lines(Samples.Shared(name));

        SysctlTransformResult result = SysctlTransform.Apply(string.Join('\n', before), mode);

        int header = Array.FindIndex(before, line => line.Trim() == "sysctls:");
        string indent = before[header][..^"sysctls:".Length];
        List<string> expected = [.. before];
        expected.RemoveRange(header, 3);
        expected.InsertRange(header, mode == PrivilegedPort.Documented
            ? [$"{indent}sysctls: []", $"{indent}capabilities:", $"{indent}  add: [CAP_NET_BIND_SERVICE]"]
            : [$"{indent}sysctls: []"]);
        string[] after = Samples.Lines(result.Text);
        if (mode == PrivilegedPort.Root)
        {
            (expected, after) = (WithoutContainerContext(expected), [.. WithoutContainerContext(after)]);
        }

        Assert.Equal(expected, after);
        Assert.False(result.AlreadyApplied);
        Assert.NotEmpty(result.Changes);
        Assert.DoesNotContain(result.Findings, finding => finding.Id is FindingIds.SysctlPresent or FindingIds.SecurityContextNull);
    }

    [Theory]
    [MemberData(nameof(SharedInEveryMode))]
    public void Applying_it_to_its_own_result_changes_nothing(string name, PrivilegedPort mode)
    {
        string once = SysctlTransform.Apply(Samples.Shared(name), mode).Text;

        SysctlTransformResult twice = SysctlTransform.Apply(once, mode);

        Assert.Equal(once, twice.Text);
        Assert.True(twice.AlreadyApplied);
        Assert.Empty(twice.Changes);
        Assert.Contains(twice.Findings, finding => finding.Id == FindingIds.AlreadyApplied);
    }

    [Fact]
    public void The_documented_edits_of_their_own_origin_give_the_documented_pod_context()
    {
        string[] mine = Samples.Lines(SysctlTransform.Apply(Samples.Shared("istio/templates/gateway-1.26.8.yaml"), PrivilegedPort.Documented).Text);
        string[] document = Samples.Lines(Samples.Documented);

        Assert.Equal(PodContext(document).Select(line => line.TrimEnd()), PodContext(mine));
    }

    [Fact]
    public void The_documented_text_is_returned_byte_for_byte()
    {
        string text = Samples.Documented;

        SysctlTransformResult result = SysctlTransform.Apply(text, PrivilegedPort.Documented);

        Assert.Equal(text, result.Text);
        Assert.Empty(result.Changes);
        Assert.Single(result.Findings, finding => finding.Id == FindingIds.PodCapabilities);
    }

    [Theory]
    [InlineData(PrivilegedPort.None)]
    [InlineData(PrivilegedPort.Root)]
    public void The_documented_lines_without_effect_go_in_the_other_modes(PrivilegedPort mode)
    {
        SysctlTransformResult result = SysctlTransform.Apply(Samples.Documented, mode);

        Assert.Equal(
            ["  securityContext:", "  {{- if .Values.gateways.securityContext }}", "    {{- toYaml .Values.gateways.securityContext | nindent 4 }}", "  {{- else }}", "    sysctls: []", "  {{- end }}"],
            PodContext(Samples.Lines(result.Text)));
        Assert.NotEmpty(result.Changes);
        Assert.DoesNotContain(result.Findings, finding => finding.Id is FindingIds.PodCapabilities or FindingIds.TrailingSpace);
    }

    [Fact]
    public void Root_gives_the_proxy_the_one_capability_that_works()
    {
        SysctlTransformResult result = SysctlTransform.Apply(Samples.Shared("istio/templates/gateway-1.28.10.yaml"), PrivilegedPort.Root);

        Assert.Contains(
            "    securityContext:\n      runAsUser: 0\n      runAsGroup: 1337\n      runAsNonRoot: false\n      capabilities:\n        drop:\n        - ALL\n        add:\n        - NET_BIND_SERVICE\n    env:\n",
            result.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain(result.Findings, finding => finding.Severity != FindingSeverity.Information);
    }

    [Fact]
    public void Root_rewrites_the_stricter_context_of_a_Gateway_API_proxy_in_place()
    {
        string text = SysctlTransform.Apply(Samples.Shared("istio/templates/kube-gateway-1.28.10.yaml"), PrivilegedPort.Root).Text;

        Assert.Contains(
            "        securityContext:\n          capabilities:\n            drop:\n            - ALL\n            add:\n            - NET_BIND_SERVICE\n          allowPrivilegeEscalation: false\n          privileged: false\n          readOnlyRootFilesystem: true\n          runAsUser: 0\n          runAsGroup: 1337\n          runAsNonRoot: false\n        ports:\n",
            text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    sysctls:\n" + Item)]
    [InlineData("    sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start # opens 80\n      value: \"0\"")]
    [InlineData("    sysctls:\n    - name: \"net.ipv4.ip_unprivileged_port_start\"\n      value: '0'")]
    [InlineData("    sysctls:\n    - name: net/ipv4/ip_unprivileged_port_start\n      value: 0")]
    [InlineData("    sysctls:\n    - value: \"0\"\n      name: net.ipv4.ip_unprivileged_port_start")]
    [InlineData("    sysctls:\n      -   name: net.ipv4.ip_unprivileged_port_start\n          value: \"{{ .Values.port }}\"")]
    [InlineData("    sysctls:\n    # Safe since 1.22\n    - name: net.ipv4.ip_unprivileged_port_start\n\n      value: \"0\"")]
    [InlineData("    sysctls:\n    - {name: net.ipv4.ip_unprivileged_port_start, value: \"0\"}")]
    [InlineData("    sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: \"0\"}]")]
    [InlineData("    sysctls: [ { value: \"0\", name: net.ipv4.ip_unprivileged_port_start } ]")]
    public void Every_way_to_write_the_one_sysctl_is_understood(string context) => Assert.Equal(
        Samples.Around("    sysctls: []"),
        SysctlTransform.Apply(Samples.Around(context), PrivilegedPort.None).Text);

    [Fact]
    public void A_comment_behind_the_list_stays() => Assert.Equal(
        Samples.Around("    sysctls: [] # for :80"),
        SysctlTransform.Apply(Samples.Around("    sysctls: # for :80\n" + Item), PrivilegedPort.None).Text);

    [Theory]
    [InlineData("    sysctls:\n" + Item + "\n    - name: net.core.somaxconn\n      value: \"1024\"")]
    [InlineData("    sysctls:\n    - name: net.core.somaxconn\n      value: \"1024\"\n" + Item)]
    [InlineData("    sysctls:\n    - {name: net.ipv4.ip_unprivileged_port_start, value: \"0\"}\n    - name: net.core.somaxconn\n      value: \"1024\"")]
    public void Other_sysctls_stay(string context) => Assert.Equal(
        Samples.Around("    sysctls:\n    - name: net.core.somaxconn\n      value: \"1024\""),
        SysctlTransform.Apply(Samples.Around(context), PrivilegedPort.None).Text);

    [Fact]
    public void The_documents_capability_stands_behind_the_sysctls_that_stay() => Assert.Equal(
        Samples.Around("    sysctls:\n    - name: net.core.somaxconn\n      value: \"1024\"\n    capabilities:\n      add: [CAP_NET_BIND_SERVICE]\n    fsGroup: 1"),
        SysctlTransform.Apply(
            Samples.Around("    sysctls:\n" + Item + "\n    - name: net.core.somaxconn\n      value: \"1024\"\n    fsGroup: 1"), PrivilegedPort.Documented).Text);

    [Theory]
    [InlineData(PrivilegedPort.Documented)]
    [InlineData(PrivilegedPort.None)]
    public void A_template_without_a_pod_context_needs_nothing(PrivilegedPort mode)
    {
        SysctlTransformResult result = SysctlTransform.Apply(Samples.WithoutContext, mode);

        Assert.Equal(Samples.WithoutContext, result.Text);
        Assert.True(result.AlreadyApplied);
        Assert.Contains("1.20.0", Assert.Single(result.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Root_still_serves_a_template_without_a_pod_context() =>
        Assert.Contains("runAsUser: 0", SysctlTransform.Apply(Samples.WithoutContext, PrivilegedPort.Root).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("    fsGroup: 1337")]
    [InlineData("    sysctls:\n    - name: net.core.somaxconn\n      value: \"1024\"")]
    [InlineData("    # net.ipv4.ip_unprivileged_port_start is not set\n    fsGroup: 1")]
    [InlineData("    {{- /* sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start */}}\n    fsGroup: 1")]
    public void A_context_that_does_not_set_it_is_left_alone(string context)
    {
        SysctlTransformResult result = SysctlTransform.Apply(Samples.Around(context), PrivilegedPort.None);

        Assert.Equal(Samples.Around(context), result.Text);
        Assert.True(result.AlreadyApplied);
    }

    [Theory]
    [InlineData("    {{- toYaml .Values.gateways.securityContext | nindent 4 }}", TemplateRefusedException.SysctlUnknown, 6)]
    [InlineData("    sysctls: {{ .Values.sysctls }}", TemplateRefusedException.SysctlUnknown, 6)]
    [InlineData("    sysctls:\n" + Item + "\n" + Item, TemplateRefusedException.SysctlRepeated, 9)]
    [InlineData("    sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: \"0\"}, {name: a, value: b}]", TemplateRefusedException.SysctlNotUnderstood, 6)]
    [InlineData("    {sysctls: [{name: net.ipv4.ip_unprivileged_port_start}]}", TemplateRefusedException.SysctlNotUnderstood, 6)]
    [InlineData("    sysctls:\n    {{- if .A }}\n" + Item + "\n    {{- end }}", TemplateRefusedException.SysctlNotUnderstood, 7)]
    [InlineData("    sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start\n      {{- if .A }}\n      value: \"0\"\n      {{- end }}", TemplateRefusedException.SysctlNotUnderstood, 9)]
    [InlineData("    sysctls:\n" + Item + "\n    {{- toYaml .Values.more | nindent 4 }}", TemplateRefusedException.SysctlNotUnderstood, 9)]
    [InlineData("    sysctls:\n" + Item + "\n      extra: 1", TemplateRefusedException.SysctlNotUnderstood, 9)]
    [InlineData("    sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start\n      value: |\n        0", TemplateRefusedException.SysctlNotUnderstood, 8)]
    [InlineData("    sysctls:\n    # {{ end }}\n" + Item, TemplateRefusedException.SysctlNotUnderstood, 7)]
    [InlineData("    other:\n" + Item, TemplateRefusedException.SysctlNotUnderstood, 7)]
    [InlineData("    {{- if eq .A \"net.ipv4.ip_unprivileged_port_start\" }}\n    {{- end }}", TemplateRefusedException.SysctlNotUnderstood, 6)]
    public void What_is_not_understood_is_refused_with_its_line(string context, string id, int line)
    {
        TemplateRefusedException refusal = Assert.Throws<TemplateRefusedException>(
            () => SysctlTransform.Apply(Samples.Around(context), PrivilegedPort.None));

        Assert.Equal((id, line), (refusal.Id, refusal.Line));
    }

    [Fact]
    public void A_sysctl_outside_the_pods_context_is_refused()
    {
        string template = Samples.WithoutContext.Replace("      runAsUser", "      sysctls:\n      - name: net.ipv4.ip_unprivileged_port_start\n        value: \"0\"\n      runAsUser", StringComparison.Ordinal);

        Assert.Equal(
            TemplateRefusedException.SysctlNotUnderstood,
            Assert.Throws<TemplateRefusedException>(() => SysctlTransform.Apply(template, PrivilegedPort.None)).Id);
    }

    [Fact]
    public void An_action_over_several_lines_is_not_cut()
    {
        string template = Samples.Around("    sysctls:\n    - name: net.core.somaxconn\n      value: \"1\" {{- /* on\n    and on */}}");

        TemplateRefusedException refusal = Assert.Throws<TemplateRefusedException>(
            () => SysctlTransform.Apply(template, PrivilegedPort.Documented));

        Assert.Equal((TemplateRefusedException.ActionInTheWay, 9), (refusal.Id, refusal.Line));
        Assert.Equal(template, SysctlTransform.Apply(template, PrivilegedPort.None).Text);
    }

    [Fact]
    public void Blank_lines_and_comments_behind_the_block_do_not_matter_the_second_time()
    {
        string once = SysctlTransform.Apply(Samples.Around("    sysctls:\n" + Item + "\n            \n        # c"), PrivilegedPort.Documented).Text;

        Assert.Equal(once, SysctlTransform.Apply(once, PrivilegedPort.Documented).Text);
    }

    [Fact]
    public void The_line_of_a_refusal_is_that_of_the_given_text()
    {
        string template = Samples.Around("    sysctls:\n" + Item + "\n    capabilities: {add: [SYS_TIME]}");

        TemplateRefusedException refusal = Assert.Throws<TemplateRefusedException>(
            () => SysctlTransform.Apply(template, PrivilegedPort.Documented));

        Assert.Equal(9, refusal.Line);
        Assert.StartsWith("Line 9: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_context_that_may_set_it_again_is_refused()
    {
        string template = Samples.Around("    sysctls:\n" + Item) + "\n---\nspec:\n  securityContext:\n    {{- toYaml .Values.more | nindent 4 }}";

        TemplateRefusedException refusal = Assert.Throws<TemplateRefusedException>(() => SysctlTransform.Apply(template, PrivilegedPort.None));

        Assert.Equal((TemplateRefusedException.SysctlUnknown, Samples.Lines(template).Length), (refusal.Id, refusal.Line));
    }

    [Fact]
    public void Text_that_is_no_template_is_refused() => Assert.Equal(
        TemplateRefusedException.NoPodSpec,
        Assert.Throws<TemplateRefusedException>(() => SysctlTransform.Apply("hello: world", PrivilegedPort.None)).Id);

    [Fact]
    public void Windows_line_ends_are_for_TemplateText_to_undo()
    {
        string windows = Samples.Around("    sysctls:\n" + Item).Replace("\n", "\r\n", StringComparison.Ordinal);

        Assert.Equal(
            TemplateRefusedException.CarriageReturn,
            Assert.Throws<TemplateRefusedException>(() => SysctlTransform.Apply(windows, PrivilegedPort.None)).Id);
        Assert.Equal(
            Samples.Around("    sysctls: []"),
            SysctlTransform.Apply(TemplateText.FromText(windows).Text, PrivilegedPort.None).Text);
    }

    [Fact]
    public void Other_pod_capabilities_are_neither_doubled_nor_dropped()
    {
        string template = Samples.Around("    sysctls:\n" + Item + "\n    capabilities:\n      add: [SYS_TIME]");

        Assert.Equal(
            TemplateRefusedException.PodCapabilitiesNotUnderstood,
            Assert.Throws<TemplateRefusedException>(() => SysctlTransform.Apply(template, PrivilegedPort.Documented)).Id);
        Assert.Equal(
            Samples.Around("    sysctls: []\n    capabilities:\n      add: [SYS_TIME]"),
            SysctlTransform.Apply(template, PrivilegedPort.None).Text);
    }

    [Theory]
    [InlineData("      runAsUser: {{ .ProxyUID | default \"1337\" }}", "      {{- toYaml .Values.x | nindent 6 }}")]
    [InlineData("      runAsUser: {{ .ProxyUID | default \"1337\" }}", "      {{- if .A }}\n      runAsUser: 1\n      {{- end }}")]
    [InlineData("      runAsUser: {{ .ProxyUID | default \"1337\" }}", "      capabilities:\n        add: [NET_ADMIN]")]
    [InlineData("      runAsUser: {{ .ProxyUID | default \"1337\" }}", "      runAsUser: {{ if .A }}1{{ end }}")]
    [InlineData("      runAsUser: {{ .ProxyUID | default \"1337\" }}", "      runAsGroup: 1")]
    [InlineData("  - name: istio-proxy", "  - name: other")]
    [InlineData("    securityContext:\n      runAsUser: {{ .ProxyUID | default \"1337\" }}\n      runAsGroup: {{ .ProxyGID | default \"1337\" }}", "    securityContext: {}")]
    [InlineData("    env:", "    securityContext:\n      runAsUser: 1\n    env:")]
    public void A_proxy_container_that_is_not_understood_is_refused(string old, string replacement)
    {
        string template = Samples.Around("    sysctls: []").Replace(old, replacement, StringComparison.Ordinal);
        Assert.NotEqual(Samples.Around("    sysctls: []"), template);

        Assert.Equal(
            TemplateRefusedException.ContainerNotUnderstood,
            Assert.Throws<TemplateRefusedException>(() => SysctlTransform.Apply(template, PrivilegedPort.Root)).Id);
        SysctlTransform.Apply(template, PrivilegedPort.None);
    }

    [Theory]
    [InlineData("      capabilities: {drop: [ALL]}")]
    [InlineData("      capabilities:\n        add:\n        - CAP_NET_BIND_SERVICE\n        drop: [\"ALL\"]")]
    [InlineData("      capabilities:\n        drop:\n          - ALL")]
    public void Capabilities_of_the_proxy_are_brought_into_one_form(string capabilities)
    {
        string template = Samples.Around("    sysctls: []").Replace("      runAsGroup:", capabilities + "\n      runAsGroup:", StringComparison.Ordinal);

        string text = SysctlTransform.Apply(template, PrivilegedPort.Root).Text;

        Assert.Contains(
            "      runAsUser: 0\n      capabilities:\n        drop:\n        - ALL\n        add:\n        - NET_BIND_SERVICE\n      runAsGroup: 1337\n      runAsNonRoot: false\n    env:",
            text,
            StringComparison.Ordinal);
        Assert.Equal(text, SysctlTransform.Apply(text, PrivilegedPort.Root).Text);
    }

    [Fact]
    public void Whatever_stands_around_the_block_stays_and_a_second_time_changes_nothing()
    {
        Gen<string> other = Gen.OneOf(
            "  restartPolicy: Always", "  # net.ipv4.ip_unprivileged_port_start", "", "  {{- if .A }}\n  hostname: \"{{ .B }}\"\n  {{- end }}",
            "  volumes:\n  - name: v\n    emptyDir: {}", "  {{- $x := \"}} sysctls:\" }}", "  notes: |\n    sysctls:\n\n    - name: x\n    {{- if .A }}\n    y\n    {{- end }}",
            "  {{- /* a\n  securityContext:\n  */ -}}", "  tail: \"# not a comment\"   ", "  nodeSelector: {\"a\": '{{ .C }}'} # {{ .D }}");
        Gen<string> block = Gen.OneOf(
            "    sysctls:\n" + Item,
            "    sysctls: # c\n    - value: '0'\n      name: \"net.ipv4.ip_unprivileged_port_start\"",
            "    sysctls:\n" + Item + "\n    - name: net.core.somaxconn\n      value: \"1\"",
            "  {{- if .Values.gateways.securityContext }}\n    {{- toYaml .Values.gateways.securityContext | nindent 4 }}\n  {{- else }}\n    sysctls:\n" + Item + "\n  {{- end }}",
            "    fsGroup: 7\n    sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: \"0\"}]\n    runAsUser: 8");
        Gen.Select(other.Array[0, 5], block, other.Array[0, 5], Gen.OneOf(Modes)).Sample((before, context, after, mode) =>
        {
            string head = string.Join('\n', ["metadata: {}", "spec:", .. before, "  securityContext:"]) + "\n";
            string tail = "\n" + string.Join('\n', ["  serviceAccountName: sa", .. after, Samples.WithoutContext[Samples.WithoutContext.IndexOf("  containers:", StringComparison.Ordinal)..]]);

            SysctlTransformResult result = SysctlTransform.Apply(head + context + tail, mode);

            string unchangedTail = mode == PrivilegedPort.Root ? tail[..tail.IndexOf("      runAsUser: {{", StringComparison.Ordinal)] : tail;
            Assert.StartsWith(head, result.Text, StringComparison.Ordinal);
            Assert.Contains(unchangedTail, result.Text, StringComparison.Ordinal);
            Assert.EndsWith("\n    - name: A\n      value: b", result.Text, StringComparison.Ordinal);
            Assert.Equal(result.Text, SysctlTransform.Apply(result.Text, mode).Text);
            Assert.DoesNotContain(TemplateLint.Check(result.Text), finding => finding.Id == FindingIds.SysctlPresent);
        });
    }

    private static IEnumerable<string> PodContext(string[] lines) =>
        lines.SkipWhile(line => line != "  securityContext:").TakeWhile(line => line != "  containers:");

    private static List<string> WithoutContainerContext(IReadOnlyList<string> lines)
    {
        List<string> result = [.. lines];
        int header = result.FindIndex(result.FindIndex(line => line.Trim() == "- name: istio-proxy"), line => line.Trim() == "securityContext:");
        int indent = result[header].Length - result[header].TrimStart().Length;
        int end = result.FindIndex(header + 1, line => line.Length - line.TrimStart().Length <= indent);
        result.RemoveRange(header, end - header);
        return result;
    }
}
