using System.Text.RegularExpressions;

namespace IstioGateway.Templates;

/// <summary>
/// A template as lines, with what can be told of its YAML from indentation alone. Templates become YAML only when rendered,
/// so this is an outline, made for finding one block; whoever uses it refuses what it does not recognise.
/// </summary>
internal sealed partial class TemplateOutline
{
    private readonly TemplateLine?[] _parents;

    private TemplateOutline(IReadOnlyList<TemplateLine> lines)
    {
        Lines = lines;
        _parents = ParentsOf(lines);
    }

    public IReadOnlyList<TemplateLine> Lines { get; }

    /// <summary>Reads text with LF line ends.</summary>
    public static TemplateOutline Of(string text)
    {
        IReadOnlyList<TemplateAction> actions = TemplateActions.Find(text);
        List<TemplateLine> lines = [];
        int start = 0;
        int action = 0;
        int? scalarColumn = null;
        foreach (string line in text.Split('\n'))
        {
            int end = start + line.Length;
            while (action < actions.Count && actions[action].End <= start)
            {
                action++;
            }

            List<TemplateAction> touching = [];
            for (int i = action; i < actions.Count && actions[i].Start < end; i++)
            {
                touching.Add(actions[i]);
            }

            LineKind kind = KindOf(line, start, touching);
            int indent = line.Length - line.TrimStart(' ').Length;
            if (scalarColumn is not null && kind is LineKind.Yaml or LineKind.Comment or LineKind.Output && indent > scalarColumn)
            {
                kind = LineKind.Scalar;
            }
            else if (kind is LineKind.Yaml or LineKind.Output)
            {
                scalarColumn = null;
            }

            TemplateLine made = new(lines.Count, line, kind, [.. touching.Select(found => found.Body)])
            {
                ContinuesAction = touching is [var first, ..] && first.Start < start,
            };
            lines.Add(made);
            if (kind == LineKind.Yaml && BlockScalarHeader().IsMatch(made.Content))
            {
                scalarColumn = made.KeyColumn;
            }

            start = end + 1;
        }

        return new TemplateOutline(lines);
    }

    /// <summary>
    /// The YAML line that holds the mapping or item in which a line stands: the nearest one above that is indented less. For a
    /// key of a list item that is the item's first line.
    /// </summary>
    public TemplateLine? Parent(TemplateLine line) => _parents[line.Index];

    /// <summary>The key that holds the list of which a line is an item; YAML lets the dash stand right under the key.</summary>
    public TemplateLine? ListOf(TemplateLine item)
    {
        for (int i = item.Index - 1; i >= 0; i--)
        {
            TemplateLine above = Lines[i];
            if (above.Kind == LineKind.Yaml && (above.Indent < item.Indent || (above.Indent == item.Indent && !above.IsItem)))
            {
                return above;
            }
        }

        return null;
    }

    /// <summary>Whether a line is a key of a pod spec itself: its parent is <c>spec:</c>, not a container.</summary>
    public bool IsInPodSpec(TemplateLine line) => !line.IsItem && Parent(line) is { IsItem: false } parent && parent.IsHeader("spec");

    /// <summary>The pod-level <c>securityContext:</c> lines, with a value on the line or below.</summary>
    public IEnumerable<TemplateLine> PodSecurityContexts() =>
        Lines.Where(line => line.IsKey("securityContext") && IsInPodSpec(line));

    /// <summary>
    /// The lines below a key up to the next YAML that is indented no deeper. Lines that are no YAML at the end of the range
    /// may belong to what follows.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="isList">Whether items right under the key belong to it.</param>
    public IEnumerable<TemplateLine> Below(TemplateLine key, bool isList = false)
    {
        for (int i = key.Index + 1; i < Lines.Count; i++)
        {
            TemplateLine line = Lines[i];
            bool outside = line.Kind == LineKind.Yaml && line.Indent <= key.KeyColumn
                && !(isList && line.IsItem && line.Indent == key.KeyColumn);
            if (outside)
            {
                yield break;
            }

            yield return line;
        }
    }

    private static TemplateLine?[] ParentsOf(IReadOnlyList<TemplateLine> lines)
    {
        TemplateLine?[] parents = new TemplateLine?[lines.Count];
        Stack<TemplateLine> open = new();
        foreach (TemplateLine line in lines)
        {
            if (line.Kind == LineKind.Yaml)
            {
                while (open.TryPeek(out TemplateLine? top) && top.Indent >= line.Indent)
                {
                    open.Pop();
                }

                parents[line.Index] = open.TryPeek(out TemplateLine? parent) ? parent : null;
                open.Push(line);
            }
            else
            {
                parents[line.Index] = open.FirstOrDefault(above => above.Indent < line.Depth);
            }
        }

        return parents;
    }

    private static LineKind KindOf(string line, int start, List<TemplateAction> touching)
    {
        string trimmed = line.Trim();
        if (trimmed.Length == 0)
        {
            return LineKind.Blank;
        }

        if (trimmed[0] == '#')
        {
            return LineKind.Comment;
        }

        if (touching.Count == 0 || HasTextOutside(line, start, touching))
        {
            return LineKind.Yaml;
        }

        if (touching.TrueForAll(action => TemplateActions.IsComment(action.Body)))
        {
            return LineKind.Comment;
        }

        return touching.TrueForAll(action => TemplateActions.IsSilent(action.Body)) ? LineKind.Control : LineKind.Output;
    }

    private static bool HasTextOutside(string line, int start, List<TemplateAction> touching)
    {
        int position = start;
        foreach (TemplateAction action in touching)
        {
            if (action.Start > position && !string.IsNullOrWhiteSpace(line[(position - start)..(action.Start - start)]))
            {
                return true;
            }

            position = Math.Max(position, action.End);
        }

        return position < start + line.Length && !string.IsNullOrWhiteSpace(line[(position - start)..]);
    }

    [GeneratedRegex(@"(^|[:\-]\s+)[|>][-+0-9]{0,2}$")]
    private static partial Regex BlockScalarHeader();
}
