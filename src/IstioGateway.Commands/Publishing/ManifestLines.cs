using System.Text;
using System.Text.Json.Nodes;
using IstioGateway.Commands.Connections;

namespace IstioGateway.Commands.Publishing;

/// <summary>
/// Puts lines together that are piped one by one, as Get-Content does. A text of several lines, or a line that is a whole mapping in
/// braces, as JSON is, stands for itself.
/// </summary>
internal sealed class ManifestLines
{
    private readonly StringBuilder _lines = new();

    /// <summary>Takes a text.</summary>
    /// <returns>The text, where it is whole; <see langword="null"/> where it is a line of one.</returns>
    public string? Take(string text)
    {
        if (text.AsSpan().TrimEnd().Contains('\n') || IsWhole(text))
        {
            return text;
        }

        _lines.Append(text).Append('\n');
        return null;
    }

    /// <summary>What the lines so far make, if there are any; it begins anew.</summary>
    public string? End()
    {
        string? text = _lines.Length == 0 ? null : _lines.ToString();
        _lines.Clear();
        return text;
    }

    private bool IsWhole(string text)
    {
        string line = text.Trim();
        if (_lines.Length > 0 || !line.StartsWith('{') || !line.EndsWith('}'))
        {
            return false;
        }

        try
        {
            return Adapters.Yaml().Read(line) is JsonObject;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
