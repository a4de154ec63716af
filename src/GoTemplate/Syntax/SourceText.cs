using GoTemplate.Text;

namespace GoTemplate.Syntax;

/// <summary>A template's text under the name that error messages give it.</summary>
internal sealed record SourceText(string Name, string Text)
{
    /// <summary>The line, from 1, and the bytes between its start and an index of the text.</summary>
    public (int Line, int Column) Locate(int position)
    {
        ReadOnlySpan<char> before = Text.AsSpan(0, Math.Min(position, Text.Length));
        return (before.Count('\n') + 1, GoUtf8.Length(before[(before.LastIndexOf('\n') + 1)..]));
    }
}
