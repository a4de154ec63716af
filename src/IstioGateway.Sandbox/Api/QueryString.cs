namespace IstioGateway.Sandbox.Api;

/// <summary>The query of a request: decoded names and values; the first value of a name counts, as in Go's <c>url.Values.Get</c>.</summary>
internal sealed class QueryString
{
    private readonly List<KeyValuePair<string, string>> _pairs = [];

    /// <summary>Decodes a raw query.</summary>
    public QueryString(string raw)
    {
        foreach (string part in raw.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            _pairs.Add(equals < 0 ? new(Decode(part), "") : new(Decode(part[..equals]), Decode(part[(equals + 1)..])));
        }
    }

    /// <summary>The first value of a name; <see langword="null"/> when absent.</summary>
    public string? this[string name]
    {
        get
        {
            int index = _pairs.FindIndex(pair => pair.Key == name);
            return index < 0 ? null : _pairs[index].Value;
        }
    }

    /// <summary>Every value of a name.</summary>
    public IEnumerable<string> All(string name) => _pairs.Where(pair => pair.Key == name).Select(pair => pair.Value);

    /// <summary>Whether a name is there and does not say no.</summary>
    public bool Flag(string name) => this[name] is { } value && value is not ("false" or "0");

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
