namespace GatewayPs.Host.Help;

/// <summary>The prose of one cmdlet's page, as plain text. A paragraph is one line of any length; code keeps its lines.</summary>
internal sealed record HelpPage
{
    /// <summary>Name of the cmdlet.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Synopsis { get; init; }

    /// <summary>Paragraphs.</summary>
    public required IReadOnlyList<string> Description { get; init; }

    /// <summary>Parameters by name, without the dash.</summary>
    public required IReadOnlyList<HelpEntry> Parameters { get; init; }

    /// <summary>Types that can be piped in.</summary>
    public required IReadOnlyList<HelpEntry> Inputs { get; init; }

    /// <summary>Types that are written.</summary>
    public required IReadOnlyList<HelpEntry> Outputs { get; init; }

    /// <summary>Error ids, each with a sentence or two; the first paragraphs may speak of all.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>Anything else that is to be known.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Examples.</summary>
    public required IReadOnlyList<HelpExample> Examples { get; init; }

    /// <summary>Links.</summary>
    public required IReadOnlyList<HelpLink> Links { get; init; }
}

/// <summary>A named part of a page: a parameter, an input type, an output type.</summary>
internal sealed record HelpEntry(string Name, IReadOnlyList<string> Paragraphs, int Line);

/// <summary>An example. <paramref name="Runs"/> says that it needs the embedded cluster only, so that tests can run it.</summary>
internal sealed record HelpExample(string Title, string Code, bool Runs, IReadOnlyList<string> Remarks, int Line);

/// <summary>A link; <paramref name="Target"/> is <see langword="null"/> for the name of another topic of Get-Help.</summary>
internal sealed record HelpLink(string Text, string? Target);
