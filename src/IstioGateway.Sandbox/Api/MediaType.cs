namespace IstioGateway.Sandbox.Api;

/// <summary>A media type with its parameters.</summary>
internal sealed class MediaType
{
    private readonly Dictionary<string, string> _parameters = new(StringComparer.OrdinalIgnoreCase);

    private MediaType(string name) => Name = name;

    /// <summary>Type and subtype in lower case.</summary>
    public string Name { get; }

    /// <summary>Whether JSON fits it.</summary>
    public bool IsJson => Name is "application/json" or "*/*" or "application/*";

    /// <summary>A parameter; <see langword="null"/> when absent.</summary>
    public string? this[string parameter] => _parameters.GetValueOrDefault(parameter);

    /// <summary>Parses one media type, such as the value of <c>Content-Type</c>.</summary>
    public static MediaType Parse(string text)
    {
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
        MediaType media = new(parts[0].ToLowerInvariant());
        foreach (string part in parts.Skip(1))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                media._parameters[part[..equals].Trim()] = part[(equals + 1)..].Trim().Trim('"');
            }
        }

        return media;
    }

    /// <summary>Parses the clauses of an <c>Accept</c> header, in order.</summary>
    public static IEnumerable<MediaType> ParseList(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse);
}
