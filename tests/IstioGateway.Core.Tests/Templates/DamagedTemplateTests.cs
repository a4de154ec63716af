using System.Diagnostics;
using CsCheck;
using IstioGateway.Templates;

namespace IstioGateway.Core.Tests.Templates;

/// <summary>Templates that somebody edited badly: whatever was done to them, they are changed correctly or refused.</summary>
public class DamagedTemplateTests
{
    private static readonly string[] Fragments =
    [
        "", "    ", "  securityContext:", "    sysctls:", "    - name: net.ipv4.ip_unprivileged_port_start", "      value: \"0\"", "  {{- end }}",
        "  {{- else }}", "  {{- if .A }}", "    sysctls: []", "{{", "}}", "{{/*", "*/}}", "# {{ if }}", "    capabilities:", "      add: [CAP_NET_BIND_SERVICE]",
        "- name: istio-proxy", "spec:", "    key: |", "\tx: 1", "'", "\"", "`", "{{- \"", "    {{ toYaml .B | nindent 4 }}", "    securityContext: {}",
    ];

    private static readonly PrivilegedPort[] Modes = [PrivilegedPort.Documented, PrivilegedPort.None, PrivilegedPort.Root];

    [Fact]
    public void A_damaged_template_is_changed_for_good_or_refused()
    {
        string[] bases =
        [
            Samples.Documented,
            Samples.Shared(Samples.SharedNames[6]),
            Samples.WithoutContext,
            Samples.Around("    sysctls:\n    - name: net.ipv4.ip_unprivileged_port_start\n      value: \"0\""),
            Samples.Around("    sysctls: []  \n    capabilities:\n      add: [CAP_NET_BIND_SERVICE]  "),
            Samples.Around("  {{- if .A }}\n    {{- toYaml .A | nindent 4 }}\n  {{- else }}\n    sysctls: []\n  {{- end }}"),
        ];
        Gen<(int Line, int Kind, string Fragment)> edit = Gen.Select(Gen.Int[0, 90], Gen.Int[0, 5], Gen.OneOf(Fragments));
        int changed = 0;
        Gen.Select(Gen.OneOf(bases), edit.Array[0, 4], Gen.OneOf(Modes)).Sample(
            (text, edits, mode) =>
            {
                string damaged = Damage(text, edits);
                _ = TemplateLint.Check(damaged, "v1.28.0");
                SysctlTransformResult result;
                try
                {
                    result = SysctlTransform.Apply(damaged, mode);
                }
                catch (TemplateRefusedException refusal)
                {
                    Assert.InRange(refusal.Line ?? 1, 1, Samples.Lines(damaged).Length);
                    return;
                }

                Interlocked.Increment(ref changed);
                Assert.DoesNotContain(TemplateLint.Check(result.Text), finding => finding.Id == FindingIds.SysctlPresent);
                Assert.Equal(result.Text, SysctlTransform.Apply(result.Text, mode).Text);
                Assert.Equal(result.Changes.Count == 0, result.Text == damaged);
            },
            iter: 300,
            print: sample => $"{sample.Item3}:\n{Damage(sample.Item1, sample.Item2)}");
        Assert.True(changed > 10, $"only {changed} were changed");
    }

    [Fact]
    public void A_template_of_a_megabyte_takes_no_more_than_a_moment()
    {
        string filler = string.Concat(Enumerable.Repeat("    # filler {{ .A }} \"x\"\n    {{- toYaml .B | nindent 4 }}\n    - a: 'b'\n", 12_000));
        string large = Samples.Shared(Samples.SharedNames[4]) + "\nextra:\n" + filler;
        Assert.InRange(large.Length, 800_000, TemplateText.MaximumBytes);
        long start = Stopwatch.GetTimestamp();

        SysctlTransformResult result = SysctlTransform.Apply(large, PrivilegedPort.Root);

        Assert.EndsWith(filler, result.Text, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 10);
    }

    private static string Damage(string text, (int Line, int Kind, string Fragment)[] edits)
    {
        List<string> lines = [.. text.Split('\n')];
        foreach ((int line, int kind, string fragment) in edits)
        {
            int at = line % lines.Count;
            switch (kind)
            {
                case 0:
                    lines.RemoveAt(at);
                    lines.Add("");
                    break;
                case 1:
                    lines.Insert(at, lines[at]);
                    break;
                case 2:
                    lines[at] = "  " + lines[at];
                    break;
                case 3:
                    lines[at] = lines[at].TrimStart(' ');
                    break;
                case 4:
                    lines[at] += fragment;
                    break;
                default:
                    lines.Insert(at, fragment);
                    break;
            }
        }

        return string.Join('\n', lines);
    }
}
