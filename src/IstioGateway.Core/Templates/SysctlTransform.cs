namespace IstioGateway.Templates;

/// <summary>
/// Makes an injection template fit for kernels before 4.11: the sysctl goes, and ports below 1024 are dealt with as asked.
/// It works on the lines around the sysctl and around the proxy's securityContext and leaves every other line as it is;
/// applied to its own result it changes nothing; what it does not understand it refuses.
/// </summary>
public static class SysctlTransform
{
    /// <summary>Changes a template.</summary>
    /// <param name="template">The text, with LF line ends (see <see cref="TemplateText"/>).</param>
    /// <param name="privilegedPort">How to deal with ports below 1024.</param>
    /// <exception cref="TemplateRefusedException">The template is not understood; nothing was changed.</exception>
    public static SysctlTransformResult Apply(string template, PrivilegedPort privilegedPort)
    {
        if (template.Contains('\r', StringComparison.Ordinal))
        {
            throw new TemplateRefusedException(TemplateRefusedException.CarriageReturn, null, "The template has Windows line ends.");
        }

        Editor editor = new(template);
        if (privilegedPort == PrivilegedPort.Root)
        {
            editor.Try(RootProxy.Apply, RootProxy.Change);
        }

        int before = editor.Changes.Count;
        editor.Try(SysctlRemoval.Apply, $"The sysctl {SysctlRemoval.Name} is removed; kernels before 4.11 do not know it.");
        bool hadSysctl = editor.Changes.Count > before;
        if (privilegedPort == PrivilegedPort.Documented)
        {
            editor.Try(PodCapabilities.Add, "CAP_NET_BIND_SERVICE is added to the pod's securityContext, as the document has it.");
        }
        else
        {
            editor.Try(PodCapabilities.Remove, "The document's capability lines and trailing spaces are removed; they have no effect.");
        }

        IEnumerable<TemplateFinding> remarks =
            TemplateLint.Check(editor.Text).Where(finding => finding.Id != FindingIds.AlreadyApplied);
        return new SysctlTransformResult
        {
            Text = editor.Text,
            Changes = editor.Changes,
            AlreadyApplied = !hadSysctl,
            Findings = hadSysctl ? [.. remarks] : [NothingToRemove(TemplateOutline.Of(editor.Text)), .. remarks],
        };
    }

    private static TemplateFinding NothingToRemove(TemplateOutline outline)
    {
        TemplateLine? emptied = outline.Lines.FirstOrDefault(line => line.IsKey("sysctls"));
        return new TemplateFinding
        {
            Id = FindingIds.AlreadyApplied,
            Severity = FindingSeverity.Information,
            Line = emptied?.Number,
            Column = emptied?.Indent + 1,
            Message = outline.PodSecurityContexts().Any()
                ? $"The template does not set {SysctlRemoval.Name}; there is nothing to remove."
                : "The template has no pod securityContext and so sets no sysctl, as in Istio 1.20.0 to 1.20.2; "
                    + "there is nothing to remove.",
        };
    }

    private sealed class Editor(string text)
    {
        public string Text { get; private set; } = text;

        public List<string> Changes { get; } = [];

        // For each line of the text as it is now, its number in the text as it was given.
        private List<int> Numbers { get; set; } = [.. Enumerable.Range(1, text.Split('\n').Length)];

        public void Try(Func<TemplateOutline, IReadOnlyList<string>?> edit, string change)
        {
            try
            {
                Apply(edit, change);
            }
            catch (TemplateRefusedException refusal) when (refusal.Line is int line && line <= Numbers.Count)
            {
                throw refusal.At(Numbers[line - 1]);
            }
        }

        private void Apply(Func<TemplateOutline, IReadOnlyList<string>?> edit, string change)
        {
            TemplateOutline outline = TemplateOutline.Of(Text);
            if (edit(outline) is not { } lines)
            {
                return;
            }

            (int first, int same) = Difference(outline.Lines, lines);
            CheckThatNoActionIsCut(outline.Lines, first, same);
            int line = Numbers[Math.Min(first, Numbers.Count - 1)];
            Numbers = [.. Numbers[..first], .. Enumerable.Repeat(line, lines.Count - first - same), .. Numbers[^same..]];
            Text = string.Join('\n', lines);
            Changes.Add(change);
        }

        // How many lines are the same at the start and at the end.
        private static (int First, int Same) Difference(IReadOnlyList<TemplateLine> before, IReadOnlyList<string> after)
        {
            int shorter = Math.Min(before.Count, after.Count);
            int first = 0;
            while (first < shorter && before[first].Text == after[first])
            {
                first++;
            }

            int same = 0;
            while (same < shorter - first && before[^(same + 1)].Text == after[^(same + 1)])
            {
                same++;
            }

            return (first, same);
        }

        // An action or comment may run over several lines. Lines put into one, or taken out of one, would change its meaning.
        private static void CheckThatNoActionIsCut(IReadOnlyList<TemplateLine> before, int first, int same)
        {
            for (int i = first; i <= before.Count - same && i < before.Count; i++)
            {
                if (before[i].ContinuesAction)
                {
                    throw new TemplateRefusedException(
                        TemplateRefusedException.ActionInTheWay,
                        before[i].Number,
                        "an action that began on a line above goes on here, where lines have to change.");
                }
            }
        }
    }
}

/// <summary>What became of a template.</summary>
public sealed record SysctlTransformResult
{
    /// <summary>The template as it is now.</summary>
    public required string Text { get; init; }

    /// <summary>What was changed, one sentence each; empty when the text is as it was.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>What is to be said about the result, with positions in it.</summary>
    public required IReadOnlyList<TemplateFinding> Findings { get; init; }

    /// <summary>Whether the template set no such sysctl in the first place.</summary>
    public required bool AlreadyApplied { get; init; }
}
