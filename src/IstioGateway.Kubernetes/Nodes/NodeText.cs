namespace IstioGateway.Kubernetes.Nodes;

/// <summary>Reads the texts that the API server prints about nodes (kubernetes <c>printers/internalversion.printNode</c>).</summary>
internal static class NodeText
{
    /// <summary>A printed value; <see langword="null"/> where the server printed that there is none.</summary>
    public static string? Known(string? cell) => cell is null or "" or "<none>" or "<unknown>" ? null : cell;

    /// <summary>
    /// Splits <c>5.14.0-427.el9.x86_64 (amd64)</c>, as servers print it since 1.34, and leaves the plain kernel of older ones.
    /// </summary>
    public static (string Kernel, string? Architecture) Kernel(string? cell)
    {
        string? known = Known(cell);
        if (known is null)
        {
            return ("", null);
        }

        int open = known.EndsWith(')') ? known.LastIndexOf(" (", StringComparison.Ordinal) : -1;
        if (open < 0)
        {
            return (known, null);
        }

        return (Known(known[..open]) ?? "", Known(known[(open + 2)..^1]));
    }

    /// <summary>Windows calls itself by its name in its image; all other nodes are Linux.</summary>
    public static string? OperatingSystemOf(string? osImage) => osImage is null
        ? null
        : osImage.StartsWith("Windows", StringComparison.OrdinalIgnoreCase) ? "windows" : "linux";

    /// <summary>The roles cell: names joined by commas.</summary>
    public static IReadOnlyList<string> Roles(string? cell) => Known(cell) is { } known ? known.Split(',') : [];
}
