using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>Go's order of strings, which is that of their UTF-8 bytes; UTF-16 differs beyond U+FFFF.</summary>
internal sealed class GoStringOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static GoStringOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y) => GoFormat.Compare(x!, y!);
}
