using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Kubernetes.Yaml;

/// <summary>Writes JSON as block YAML in kubectl's layout: two spaces, and the dashes of a list under its key.</summary>
internal sealed class YamlWriter
{
    /// <summary>A longer key needs the explicit form (YAML 1.2, 7.4: implicit keys end within 1024 characters).</summary>
    private const int LongestImplicitKey = 1000;

    private readonly StringBuilder _yaml = new();

    private YamlWriter()
    {
    }

    public static string Write(JsonNode? node)
    {
        var writer = new YamlWriter();
        switch (node)
        {
            case JsonObject { Count: > 0 } mapping:
                writer.Mapping(mapping, 0);
                break;
            case JsonArray { Count: > 0 } array:
                writer.Sequence(array, 0);
                break;
            default:
                writer.Scalar(node, indentation: 0, isRoot: true);
                break;
        }

        return writer._yaml.ToString();
    }

    /// <summary>Writes the entries of a mapping; the cursor stands at the indentation of the first one.</summary>
    private void Mapping(JsonObject mapping, int indentation)
    {
        bool first = true;
        foreach ((string key, JsonNode? value) in mapping)
        {
            if (!first)
            {
                _yaml.Append(' ', indentation);
            }

            first = false;
            Key(key, indentation);
            switch (value)
            {
                case JsonObject { Count: > 0 } nested:
                    _yaml.Append('\n').Append(' ', indentation + 2);
                    Mapping(nested, indentation + 2);
                    break;
                case JsonArray { Count: > 0 } array:
                    _yaml.Append('\n').Append(' ', indentation);
                    Sequence(array, indentation);
                    break;
                default:
                    _yaml.Append(' ');
                    Scalar(value, indentation, isRoot: false);
                    break;
            }
        }
    }

    private void Sequence(JsonArray array, int indentation)
    {
        for (int i = 0; i < array.Count; i++)
        {
            if (i > 0)
            {
                _yaml.Append(' ', indentation);
            }

            _yaml.Append("- ");
            switch (array[i])
            {
                case JsonObject { Count: > 0 } mapping:
                    Mapping(mapping, indentation + 2);
                    break;
                case JsonArray { Count: > 0 } nested:
                    Sequence(nested, indentation + 2);
                    break;
                default:
                    Scalar(array[i], indentation, isRoot: false);
                    break;
            }
        }
    }

    private void Key(string key, int indentation)
    {
        bool isLong = key.Length > LongestImplicitKey;
        if (isLong)
        {
            _yaml.Append("? ");
        }

        if (!isLong && YamlText.CanBePlain(key))
        {
            _yaml.Append(key);
        }
        else
        {
            YamlText.AppendQuoted(_yaml, key);
        }

        if (isLong)
        {
            _yaml.Append('\n').Append(' ', indentation);
        }

        _yaml.Append(':');
    }

    private void Scalar(JsonNode? value, int indentation, bool isRoot)
    {
        switch (value)
        {
            case null:
                _yaml.Append("null\n");
                break;
            case JsonObject:
                _yaml.Append("{}\n");
                break;
            case JsonArray:
                _yaml.Append("[]\n");
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                Text(scalar.GetValue<string>(), indentation, isRoot);
                break;
            default:
                _yaml.Append(value.ToJsonString()).Append('\n');
                break;
        }
    }

    private void Text(string text, int indentation, bool isRoot)
    {
        if (YamlText.CanBePlain(text))
        {
            _yaml.Append(text).Append('\n');
        }
        else if (!isRoot && YamlText.CanBeBlock(text))
        {
            Block(text, indentation + 2);
        }
        else
        {
            YamlText.AppendQuoted(_yaml, text);
            _yaml.Append('\n');
        }
    }

    private void Block(string text, int indentation)
    {
        _yaml.Append('|');
        if (text[0] is ' ' or '\n')
        {
            // Where the first line is indented itself, parsers must be told how far the block is.
            _yaml.Append('2');
        }

        string body = text.TrimEnd('\n');
        int newLines = text.Length - body.Length;
        _yaml.Append(newLines switch { 0 => "-", 1 => "", _ => "+" }).Append('\n');
        foreach (string line in body.Split('\n'))
        {
            if (line.Length > 0)
            {
                _yaml.Append(' ', indentation).Append(line);
            }

            _yaml.Append('\n');
        }

        _yaml.Append('\n', Math.Max(0, newLines - 1));
    }
}
