using System.Text.RegularExpressions;

namespace IstioGateway.Templates;

/// <summary>
/// Takes <c>net.ipv4.ip_unprivileged_port_start</c> out of a template. The anchor is the sysctl's name, wherever it stands;
/// <c>sysctls: []</c> takes its place, because with nothing under <c>securityContext:</c> the template would render null and
/// the strategic merge would then delete the pod's own securityContext.
/// </summary>
internal static partial class SysctlRemoval
{
    public const string Name = "net.ipv4.ip_unprivileged_port_start";

    private const string NotUnderstood = TemplateRefusedException.SysctlNotUnderstood;

    /// <summary>Where the sysctl's name stands in something other than a comment; Kubernetes takes it with slashes as well.</summary>
    public static IEnumerable<TemplateLine> Mentions(TemplateOutline outline) =>
        outline.Lines.Where(line => line.Kind != LineKind.Comment && NamePattern().IsMatch(WithoutComment(line)));

    /// <summary>Offset of the sysctl's name in a line that mentions it.</summary>
    public static int OffsetOfName(TemplateLine line) => NamePattern().Match(line.Text).Index;

    /// <summary>The lines without the sysctl, or <see langword="null"/> when the template does not set it.</summary>
    /// <exception cref="TemplateRefusedException">It cannot be taken out, or it cannot be told whether it is set.</exception>
    public static IReadOnlyList<string>? Apply(TemplateOutline outline)
    {
        TemplateLine[] mentions = [.. Mentions(outline)];
        if (mentions.Length == 0)
        {
            CheckThatNothingElseSetsIt(outline, understood: null);
            return null;
        }

        if (mentions.Length > 1 || NamePattern().Count(mentions[0].Text) > 1)
        {
            TemplateLine second = mentions[^1];
            throw new TemplateRefusedException(
                TemplateRefusedException.SysctlRepeated,
                second.Number,
                $"{Name} is named more than once; only a template that sets it once can be changed.");
        }

        TemplateLine mention = mentions[0];
        if (mention.Kind != LineKind.Yaml)
        {
            throw Refuse(mention, $"{Name} stands in an action or a block of text.");
        }

        List<string> lines = [.. outline.Lines.Select(line => line.Text)];
        if (FlowList().IsMatch(mention.Content))
        {
            CheckThatNothingElseSetsIt(outline, ContextOf(outline, mention));
            lines[mention.Index] = EmptyList(mention);
            return lines;
        }

        SysctlItem item = SysctlItem.Around(outline, mention);
        CheckThatNothingElseSetsIt(outline, ContextOf(outline, item.Header));
        if (item.IsAlone)
        {
            lines.RemoveRange(item.Header.Index + 1, item.Last.Index - item.Header.Index);
            lines[item.Header.Index] = EmptyList(item.Header);
        }
        else
        {
            lines.RemoveRange(item.First.Index, item.Last.Index - item.First.Index + 1);
        }

        return lines;
    }

    internal static TemplateRefusedException Refuse(TemplateLine line, string message) => new(NotUnderstood, line.Number, message);

    private static string EmptyList(TemplateLine header) => new string(' ', header.Indent) + "sysctls: []" + header.Comment;

    private static string WithoutComment(TemplateLine line) => line.Kind == LineKind.Yaml ? line.Content : line.Text;

    private static TemplateLine ContextOf(TemplateOutline outline, TemplateLine header) =>
        !header.IsItem && outline.Parent(header) is { } parent && parent.IsHeader("securityContext") && outline.IsInPodSpec(parent)
            ? parent
            : throw Refuse(header, "the sysctl does not stand in the securityContext of a pod.");

    // Without the name there is still `{{ toYaml .Values.something }}`, which can print anything. Beside a list of sysctls, as
    // in Istio's own templates, it is the user's explicit choice instead of that list.
    private static void CheckThatNothingElseSetsIt(TemplateOutline outline, TemplateLine? understood)
    {
        if (!outline.Lines.Any(line => line.IsHeader("spec")))
        {
            throw new TemplateRefusedException(
                TemplateRefusedException.NoPodSpec, null, "The text has no 'spec:', so it is no injection template.");
        }

        foreach (TemplateLine context in outline.PodSecurityContexts().Where(context => context != understood))
        {
            bool listed = outline.Below(context).Any(line => line.IsKey("sysctls") && line.ValueOf("sysctls") is "" or "[]");
            TemplateLine? open = outline.Below(context).Prepend(context).FirstOrDefault(CanPrintAnything);
            if (!listed && open is not null)
            {
                throw new TemplateRefusedException(
                    TemplateRefusedException.SysctlUnknown,
                    open.Number,
                    "what this prints into the pod's securityContext cannot be told from the text.");
            }
        }

        TemplateLine? inSpec = outline.Lines.FirstOrDefault(
            line => line.Kind == LineKind.Output && outline.Parent(line) is { IsItem: false } parent && parent.IsHeader("spec"));
        if (inSpec is not null)
        {
            throw new TemplateRefusedException(
                TemplateRefusedException.SysctlUnknown,
                inSpec.Number,
                "what this prints into the pod's spec cannot be told from the text.");
        }
    }

    private static bool CanPrintAnything(TemplateLine line) =>
        line.Kind == LineKind.Output
        || (line.IsKey("securityContext") && line.ValueOf("securityContext").Contains("{{", StringComparison.Ordinal))
        || (line.IsKey("sysctls") && line.ValueOf("sysctls").Contains("{{", StringComparison.Ordinal));

    [GeneratedRegex(@"\bnet[./]ipv4[./]ip_unprivileged_port_start\b")]
    private static partial Regex NamePattern();

    // sysctls: [{name: ..., value: "0"}] with this one item
    [GeneratedRegex(@"^sysctls:\s*\[\s*\{[^{}\[\]]*\}\s*\]$")]
    private static partial Regex FlowList();
}
