namespace GatewayPs.Host.Help;

/// <summary>What a block of a page is.</summary>
internal enum MarkdownKind
{
    Heading,
    Paragraph,
    Item,
    Quote,
    Code,
}

/// <summary>One block of a page.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, as written; the code of a fence without its fences.</param>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="Level">Of a heading: 1 to 3.</param>
/// <param name="Info">Of a fence: the words after its back-quotes.</param>
internal sealed record MarkdownBlock(MarkdownKind Kind, string Text, int Line, int Level = 0, string Info = "")
{
    /// <summary>Whether it is a heading of this level.</summary>
    public bool IsHeading(int level) => Kind == MarkdownKind.Heading && Level == level;
}
