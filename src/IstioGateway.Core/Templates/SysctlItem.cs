using System.Text.RegularExpressions;

namespace IstioGateway.Templates;

/// <summary>One item of a <c>sysctls:</c> list and the list around it.</summary>
/// <param name="Header">The <c>sysctls:</c> line.</param>
/// <param name="First">The item's line with the dash.</param>
/// <param name="Last">The item's last line.</param>
/// <param name="IsAlone">Whether it is the list's only item.</param>
internal sealed partial record SysctlItem(TemplateLine Header, TemplateLine First, TemplateLine Last, bool IsAlone)
{
    /// <summary>Finds the item that holds a line with the sysctl's name.</summary>
    /// <exception cref="TemplateRefusedException">The item or its list has a form that is not understood.</exception>
    public static SysctlItem Around(TemplateOutline outline, TemplateLine name)
    {
        TemplateLine first;
        TemplateLine last;
        if (FlowItem().IsMatch(name.Content))
        {
            first = last = name;
        }
        else if (NameEntry().IsMatch(name.Entry))
        {
            first = FindFirst(outline, name);
            last = FindLast(outline, first, name);
        }
        else
        {
            throw SysctlRemoval.Refuse(name, "the sysctl is not written as 'name: ...' of a list item.");
        }

        (TemplateLine header, bool hasEarlier) = FindHeader(outline, first);
        SysctlItem item = new(header, first, last, !hasEarlier && !HasLater(outline, first, last));
        item.CheckComments(outline);
        return item;
    }

    private static TemplateLine FindFirst(TemplateOutline outline, TemplateLine name)
    {
        TemplateLine line = name;
        while (!line.IsItem)
        {
            line = Previous(outline, line) is { } above && above.Kind == LineKind.Yaml && above.KeyColumn == name.Indent
                ? above
                : throw SysctlRemoval.Refuse(name, "the list item of the sysctl cannot be made out.");
            CheckValue(line);
        }

        return line;
    }

    private static TemplateLine FindLast(TemplateOutline outline, TemplateLine first, TemplateLine name)
    {
        TemplateLine last = name;
        bool interrupted = false;
        for (int i = name.Index + 1; i < outline.Lines.Count; i++)
        {
            TemplateLine line = outline.Lines[i];
            switch (line.Kind)
            {
                case LineKind.Blank or LineKind.Comment:
                    continue;
                case LineKind.Control:
                    interrupted = true;
                    continue;
                case LineKind.Yaml when line.Indent <= first.Indent:
                    return last;
                case LineKind.Yaml when !interrupted && line.Indent == first.KeyColumn:
                    CheckValue(line);
                    last = line;
                    continue;
                default:
                    throw SysctlRemoval.Refuse(line, "this may belong to the list item of the sysctl.");
            }
        }

        return last;
    }

    private static (TemplateLine Header, bool HasEarlier) FindHeader(TemplateOutline outline, TemplateLine first)
    {
        bool hasEarlier = false;
        for (int i = first.Index - 1; i >= 0; i--)
        {
            TemplateLine line = outline.Lines[i];
            if (line.Kind is LineKind.Blank or LineKind.Comment)
            {
                continue;
            }

            if (line.Kind != LineKind.Yaml)
            {
                throw SysctlRemoval.Refuse(line, "the list of sysctls is put together by the template.");
            }

            if (line.Indent > first.Indent || (line.Indent == first.Indent && line.IsItem))
            {
                hasEarlier = true;
                continue;
            }

            return line.IsHeader("sysctls") && !line.IsItem
                ? (line, hasEarlier)
                : throw SysctlRemoval.Refuse(first, "the sysctl does not stand in a list under 'sysctls:'.");
        }

        throw SysctlRemoval.Refuse(first, "the sysctl does not stand in a list under 'sysctls:'.");
    }

    private static bool HasLater(TemplateOutline outline, TemplateLine first, TemplateLine last)
    {
        bool interrupted = false;
        for (int i = last.Index + 1; i < outline.Lines.Count; i++)
        {
            TemplateLine line = outline.Lines[i];
            if (line.Kind is LineKind.Control)
            {
                interrupted = true;
            }
            else if (line.Kind == LineKind.Yaml)
            {
                bool later = line.IsItem && line.Indent == first.Indent;
                return later && interrupted
                    ? throw SysctlRemoval.Refuse(line, "the list of sysctls is put together by the template.")
                    : later;
            }
            else if (line.Kind is not (LineKind.Blank or LineKind.Comment))
            {
                throw SysctlRemoval.Refuse(line, "this may belong to the list of sysctls.");
            }
        }

        return false;
    }

    private static TemplateLine? Previous(TemplateOutline outline, TemplateLine line)
    {
        for (int i = line.Index - 1; i >= 0; i--)
        {
            if (outline.Lines[i].Kind is not (LineKind.Blank or LineKind.Comment))
            {
                return outline.Lines[i];
            }
        }

        return null;
    }

    private static void CheckValue(TemplateLine line)
    {
        bool understood = ValueEntry().IsMatch(line.Entry) && line.Actions.All(action => !TemplateActions.IsSilent(action));
        if (!understood)
        {
            throw SysctlRemoval.Refuse(line, "the list item of the sysctl holds more than a name and a value.");
        }
    }

    // A comment that goes with the item may hold an action, which acts all the same.
    private void CheckComments(TemplateOutline outline)
    {
        for (int i = (IsAlone ? Header : First).Index; i <= Last.Index; i++)
        {
            TemplateLine line = outline.Lines[i];
            bool acts = line.Kind == LineKind.Comment
                ? !line.Actions.All(TemplateActions.IsComment)
                : line.Comment.Contains("{{", StringComparison.Ordinal) && line != Header;
            if (acts)
            {
                throw SysctlRemoval.Refuse(line, "a comment of the sysctl holds an action.");
            }
        }
    }

    [GeneratedRegex("""^name:\s+(["']?)net[./]ipv4[./]ip_unprivileged_port_start\1$""")]
    private static partial Regex NameEntry();

    // One scalar on the line: no block scalar, anchor, alias or tag.
    [GeneratedRegex("""^value:(\s+[^\s|>&*!\[].*)?$""")]
    private static partial Regex ValueEntry();

    [GeneratedRegex(@"^-\s+\{[^{}]*\}$")]
    private static partial Regex FlowItem();
}
