using System.Collections;

namespace IstioGateway.Sandbox.Http;

/// <summary>Header fields in order; names compare without case, a name may occur more than once.</summary>
internal sealed class HeaderList : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>The first value of a name, or <see langword="null"/>.</summary>
    public string? this[string name]
    {
        get
        {
            foreach ((string key, string value) in _fields)
            {
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            return null;
        }
    }

    /// <summary>Appends a field.</summary>
    public void Add(string name, string value) => _fields.Add(new(name, value));

    /// <summary>Puts a field in the place of all fields of the same name.</summary>
    public void Set(string name, string value)
    {
        _fields.RemoveAll(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        Add(name, value);
    }

    /// <summary>All values of a name joined as a comma list, as HTTP allows for list fields; empty for none.</summary>
    public string Joined(string name) =>
        string.Join(", ", _fields.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value));

    /// <summary>Whether a comma-list field names a token, such as <c>close</c> in <c>Connection</c>.</summary>
    public bool HasToken(string name, string token) =>
        Joined(name).Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
