using System.Text;
using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Yaml;

/// <summary>
/// Reads the YAML that templates print and machines write: mappings and lists in blocks, scalars of one line, literal blocks.
/// What is not certain to mean the same to <see cref="YamlReader"/>, errors among it, is left to that one. So a process is done
/// with its first document before the library's parser, which it then never needs, would even be compiled.
/// </summary>
internal sealed class BlockYaml
{
    /// <summary>What is nested deeper is left to the reader that says how deep is too deep.</summary>
    private const int MaximumDepth = 60;

    private readonly string[] _lines;

    /// <summary>The line to be read: one that is neither blank nor a comment, or behind the last.</summary>
    private int _line;

    /// <summary>The indentation of that line; behind the last, less than any.</summary>
    private int _indent;

    private BlockYaml(string[] lines) => _lines = lines;

    /// <summary>Reads the text; <see langword="false"/> if it is none for this reader.</summary>
    public static bool TryRead(string text, out JsonNode? node)
    {
        node = null;
        foreach (char c in text)
        {
            if (c is not ('\n' or (>= ' ' and <= '~')))
            {
                return false;
            }
        }

        BlockYaml reader = new(text.Split('\n'));
        reader.GoTo(0);
        return reader._indent == 0 && reader.TryCollection(0, out node) && reader._indent < 0;
    }

    private void GoTo(int line)
    {
        for (_line = line; _line < _lines.Length; _line++)
        {
            _indent = Spaces(_lines[_line], 0);
            if (_indent < _lines[_line].Length && _lines[_line][_indent] != '#')
            {
                return;
            }
        }

        _indent = -1;
    }

    private bool TryCollection(int depth, out JsonNode? node)
    {
        node = null;
        return depth < MaximumDepth && (IsItem(_indent) ? TrySequence(depth, out node) : TryMapping(depth, out node));
    }

    private bool TrySequence(int depth, out JsonNode? node)
    {
        JsonArray items = [];
        node = items;
        int indent = _indent;
        while (_indent == indent && IsItem(indent))
        {
            string line = _lines[_line];
            int start = Spaces(line, indent + 1);
            JsonNode? item;
            if (IsItem(start) || NameEnd(line, start) > 0)
            {
                // A collection that begins beside the dash goes on below as if it had begun on a line of its own.
                _lines[_line] = string.Concat(line.AsSpan(0, indent), " ", line.AsSpan(indent + 1));
                _indent = start;
                if (!TryCollection(depth + 1, out item))
                {
                    return false;
                }
            }
            else if (!TryValue(start, indent, indent + 1, depth, out item))
            {
                return false;
            }

            items.Add(item);
        }

        return true;
    }

    private bool TryMapping(int depth, out JsonNode? node)
    {
        JsonObject entries = [];
        node = entries;
        int indent = _indent;
        while (_indent == indent)
        {
            string line = _lines[_line];
            int end = NameEnd(line, indent);
            if (end < 0)
            {
                return false;
            }

            // The dashes of a list may stand right under the name.
            string name = line[indent..end];
            if (!YamlScalars.IsText(name)
                || !TryValue(Spaces(line, end + 1), indent, indent, depth, out JsonNode? value)
                || !entries.TryAdd(name, value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads what stands behind a name or a dash, or else below it.</summary>
    /// <param name="start">Where in the line it would begin.</param>
    /// <param name="indent">The indentation of the name or the dash.</param>
    /// <param name="leastOfList">The least indentation of a list below it.</param>
    /// <param name="depth">How deep the name or the dash is.</param>
    /// <param name="node">The value.</param>
    private bool TryValue(int start, int indent, int leastOfList, int depth, out JsonNode? node)
    {
        node = null;
        string text = _lines[_line][start..].TrimEnd(' ');
        if (text is "|" or "|-")
        {
            return TryLiteral(indent, isStripped: text == "|-", out node) && _indent <= indent;
        }

        bool isBelow = text.Length == 0;
        if (!isBelow && !TryScalar(text, out node))
        {
            return false;
        }

        GoTo(_line + 1);
        return isBelow && (_indent > indent || (_indent >= leastOfList && IsItem(_indent)))
            ? TryCollection(depth + 1, out node)
            : _indent <= indent;
    }

    private bool TryLiteral(int indent, bool isStripped, out JsonNode? node)
    {
        node = null;
        int line = _line + 1;
        int inner = line < _lines.Length ? Spaces(_lines[line], 0) : 0;
        if (inner <= indent || inner == _lines[line].Length)
        {
            return false;
        }

        StringBuilder text = new();
        for (; line < _lines.Length && (string.IsNullOrWhiteSpace(_lines[line]) || Spaces(_lines[line], 0) >= inner); line++)
        {
            text.Append(_lines[line].AsSpan(Math.Min(inner, _lines[line].Length))).Append('\n');
        }

        node = JsonValue.Create(text.ToString().TrimEnd('\n') + (isStripped ? "" : "\n"));
        GoTo(line);

        // A last line without an end has none in the value either.
        return isStripped || line < _lines.Length || _lines[^1].Length == 0;
    }

    private static bool TryScalar(string text, out JsonNode? node)
    {
        node = null;
        if (text[0] is '"' or '\'')
        {
            int end = text.IndexOf(text[0], 1);
            node = JsonValue.Create(text[1..Math.Max(end, 1)]);
            return end == text.Length - 1 && end > 0 && !text.Contains('\\', StringComparison.Ordinal);
        }

        if (text == "{}")
        {
            node = new JsonObject();
            return true;
        }

        if (text[0] == '[' && text[^1] == ']')
        {
            return TryNames(text[1..^1], out node);
        }

        if (!IsPlain(text))
        {
            return false;
        }

        node = YamlScalars.Resolve(text);
        return true;
    }

    /// <summary>Reads what stands between the brackets of a list, if that is nothing but names.</summary>
    private static bool TryNames(string text, out JsonNode? node)
    {
        JsonArray names = [];
        node = names;
        foreach (string part in text.Length == 0 ? [] : text.Split(','))
        {
            string name = part.Trim(' ');
            if (NameEnd(name + ":", 0) != name.Length)
            {
                return false;
            }

            names.Add(YamlScalars.Resolve(name));
        }

        return true;
    }

    /// <summary>Whether a dash stands there that is followed by an item, or by nothing.</summary>
    private bool IsItem(int start)
    {
        string line = _line < _lines.Length ? _lines[_line] : "";
        return start >= 0 && start < line.Length && line[start] == '-' && (start + 1 == line.Length || line[start + 1] == ' ');
    }

    /// <summary>Where the name that begins there ends, before its colon; less than zero if there is none.</summary>
    private static int NameEnd(string line, int start)
    {
        int end = start;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || (end > start && line[end] is '_' or '-' or '.' or '/')))
        {
            end++;
        }

        bool isName = end > start && end < line.Length && line[end] == ':' && (end + 1 == line.Length || line[end + 1] == ' ');
        return isName ? end : -1;
    }

    /// <summary>Whether a scalar without quotes has nothing that could mean anything else.</summary>
    private static bool IsPlain(string text)
    {
        string word = text.TrimStart('-');
        if (word.Length == 0 || !(char.IsAsciiLetterOrDigit(word[0]) || word[0] is '_' or '/' or '$' or '('))
        {
            return false;
        }

        foreach (char c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"_-./+@$=;() :,".Contains(c, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return !word.Contains(": ", StringComparison.Ordinal) && word[^1] != ':';
    }

    private static int Spaces(string line, int start)
    {
        while (start < line.Length && line[start] == ' ')
        {
            start++;
        }

        return start;
    }
}
