using System.Globalization;
using System.Text.RegularExpressions;

namespace IstioGateway.Templates;

/// <summary>What a line of a template is, as far as can be told without rendering it.</summary>
internal enum LineKind
{
    /// <summary>White space.</summary>
    Blank,

    /// <summary>A YAML comment, or nothing but template comments.</summary>
    Comment,

    /// <summary>Nothing but actions that print nothing: <c>if</c>, <c>else</c>, <c>end</c>, assignments, ...</summary>
    Control,

    /// <summary>Nothing but actions, at least one of which prints.</summary>
    Output,

    /// <summary>Part of a YAML block scalar.</summary>
    Scalar,

    /// <summary>YAML, perhaps with actions in it.</summary>
    Yaml,
}

/// <summary>One line of a template.</summary>
/// <param name="Index">Position, from 0.</param>
/// <param name="Text">The whole line.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Actions">The actions that touch it, in order, without braces and trim markers.</param>
internal sealed partial record TemplateLine(int Index, string Text, LineKind Kind, IReadOnlyList<string> Actions)
{
    /// <summary>As people count.</summary>
    public int Number => Index + 1;

    /// <summary>Whether an action that began on a line above goes on here, so that nothing may be put in between.</summary>
    public bool ContinuesAction { get; init; }

    /// <summary>Spaces in front.</summary>
    public int Indent { get; } = Text.Length - Text.TrimStart(' ').Length;

    /// <summary>
    /// Spaces in front of what it prints: those that <c>nindent</c> or <c>indent</c> asks for, where the line is nothing but an
    /// action, else its own.
    /// </summary>
    public int Depth => Kind == LineKind.Output && IndentFunction().Match(Text) is { Success: true } match
        ? int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
        : Indent;

    /// <summary>YAML without indentation, comment and trailing white space.</summary>
    public string Content { get; } = YamlComment.Strip(Text.TrimStart(' ')).TrimEnd();

    /// <summary>Whether it starts a list item.</summary>
    public bool IsItem => Content.StartsWith("- ", StringComparison.Ordinal) || Content == "-";

    /// <summary>Column of its key: behind the dash for the first key of a list item.</summary>
    public int KeyColumn => IsItem ? Indent + Content.Length - Content[1..].TrimStart(' ').Length : Indent;

    /// <summary>The content behind a dash, or all of it.</summary>
    public string Entry => IsItem ? Content[1..].TrimStart(' ') : Content;

    /// <summary>The comment behind the content with the space before it; empty for none.</summary>
    public string Comment => Text[Indent..][YamlComment.Strip(Text[Indent..]).Length..];

    /// <summary>Whether it is YAML that says exactly <paramref name="key"/> and a colon, behind a dash or not.</summary>
    public bool IsHeader(string key) => Kind == LineKind.Yaml && Entry == key + ":";

    /// <summary>Whether it is YAML that starts with <paramref name="key"/> and a colon.</summary>
    public bool IsKey(string key) =>
        Kind == LineKind.Yaml && Entry.StartsWith(key + ":", StringComparison.Ordinal)
        && (Entry.Length == key.Length + 1 || Entry[key.Length + 1] == ' ');

    /// <summary>What stands behind the key's colon.</summary>
    public string ValueOf(string key) => Entry[(key.Length + 1)..].Trim();

    [GeneratedRegex(@"\bn?indent\s+([0-9]{1,4})\b")]
    private static partial Regex IndentFunction();
}
