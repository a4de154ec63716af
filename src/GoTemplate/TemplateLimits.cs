namespace GoTemplate;

/// <summary>How much a template may use up. Passing a limit ends its execution with a <see cref="TemplateException"/>.</summary>
public sealed record TemplateLimits
{
    /// <summary>Generous for a template that a person wrote, and passed within seconds by one that never ends.</summary>
    public static TemplateLimits Default { get; } = new();

    /// <summary>
    /// Units of work: a node executed, a character or an element made by a function. Memory stays in proportion to it.
    /// </summary>
    public long MaxWork { get; init; } = 5_000_000;

    /// <summary>Characters that may be written.</summary>
    public long MaxOutput { get; init; } = 4_000_000;

    /// <summary>How deep templates may execute templates (in Go: 100000).</summary>
    public int MaxTemplateDepth { get; init; } = 1000;

    /// <summary>How long one regular expression may take to match one text.</summary>
    public TimeSpan RegexTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
