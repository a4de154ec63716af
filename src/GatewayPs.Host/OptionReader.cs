using System.Globalization;

namespace GatewayPs.Host;

/// <summary>Reads named options after a mode switch; the first thing that does not fit becomes <see cref="Problem"/>.</summary>
internal sealed class OptionReader(IReadOnlyList<string> arguments)
{
    private readonly List<string> _rest = [.. arguments.Skip(1)];
    private string? _problem;

    /// <summary>What does not fit, once all known options have been asked for.</summary>
    public string? Problem => _problem ?? (_rest.Count > 0 ? $"'{_rest[0]}' is not understood." : null);

    /// <summary>The value of an option, or <see langword="null"/>.</summary>
    public string? Text(string name)
    {
        int at = IndexOf(name);
        if (at < 0)
        {
            return null;
        }

        if (at + 1 >= _rest.Count)
        {
            _problem ??= $"{name} needs a value.";
            return null;
        }

        string value = _rest[at + 1];
        _rest.RemoveRange(at, 2);
        return value;
    }

    /// <summary>The value of a numeric option, or its default.</summary>
    public int Number(string name, int otherwise)
    {
        string? text = Text(name);
        if (text is null)
        {
            return otherwise;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            _problem ??= $"{name} needs a whole number, not '{text}'.";
        }

        return number;
    }

    /// <summary>Whether a switch is there.</summary>
    public bool Flag(string name)
    {
        int at = IndexOf(name);
        if (at >= 0)
        {
            _rest.RemoveAt(at);
        }

        return at >= 0;
    }

    private int IndexOf(string name) => _rest.FindIndex(a => a.Equals(name, StringComparison.OrdinalIgnoreCase));
}
