using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GoTemplate.Execution;
using GoTemplate.Text;

namespace GoTemplate.Values;

/// <summary>A value that JSON cannot express: NaN, a function, a struct whose fields are the host's own affair.</summary>
internal sealed class UnsupportedJsonException(string message) : Exception(message);

/// <summary>Writes values as Go's <c>encoding/json</c> does: keys sorted, HTML characters escaped unless raw.</summary>
internal sealed class GoJson
{
    private readonly Budget _budget;
    private readonly bool _escapesHtml;
    private readonly string? _indent;
    private readonly StringBuilder _json = new();
    private int _depth;

    private GoJson(Budget budget, bool escapesHtml, string? indent)
    {
        _budget = budget;
        _escapesHtml = escapesHtml;
        _indent = indent;
    }

    /// <summary>json.Marshal</summary>
    public static string Compact(Budget budget, Value value) => Write(new GoJson(budget, escapesHtml: true, null), value);

    /// <summary>json.Marshal of a struct: the keys stay in their order.</summary>
    public static string Compact(Budget budget, JsonNode? node)
    {
        GoJson writer = new(budget, escapesHtml: true, null);
        writer.WriteNode(node);
        return writer._json.ToString();
    }

    /// <summary>json.MarshalIndent with two spaces.</summary>
    public static string Indented(Budget budget, Value value) => Write(new GoJson(budget, escapesHtml: true, "  "), value);

    /// <summary>Without escapes for HTML.</summary>
    public static string Raw(Budget budget, Value value) => Write(new GoJson(budget, escapesHtml: false, null), value);

    private static string Write(GoJson writer, Value value)
    {
        writer.Write(value);
        return writer._json.ToString();
    }

    private void Write(Value value)
    {
        _budget.Descend();
        switch (value.Data)
        {
            case null:
                _json.Append("null");
                break;
            case bool truth:
                _json.Append(truth ? "true" : "false");
                break;
            case long or ulong:
                _json.Append(CultureInfo.InvariantCulture, $"{value.Data}");
                break;
            case double number when double.IsFinite(number):
                _json.Append(GoFloat.Json(number));
                break;
            case string characters:
                WriteString(characters);
                break;
            case IJsonText text:
                WriteString(text.JsonText);
                break;
            case IDictionary:
                WriteMap(value);
                break;
            case IList when value.Type!.Element!.Kind == GoKind.Uint8:
                WriteString(Convert.ToBase64String([.. value.List.Cast<byte>()]));
                break;
            case IList:
                WriteAll('[', ']', value.List.Count, index => Write(value.Element(index)));
                break;
            case IGoObject structure when structure.TryGetJson(out JsonNode? json):
                WriteNode(json);
                break;
            default:
                throw new UnsupportedJsonException($"json: unsupported type: {value.Type}");
        }
    }

    /// <summary>A struct's JSON: its keys stay in their order.</summary>
    private void WriteNode(JsonNode? node)
    {
        _budget.Descend();
        switch (node)
        {
            case null:
                _json.Append("null");
                break;
            case JsonArray array:
                WriteAll('[', ']', array.Count, index => WriteNode(array[index]));
                break;
            case JsonObject map:
                KeyValuePair<string, JsonNode?>[] entries = new KeyValuePair<string, JsonNode?>[map.Count];
                ((ICollection<KeyValuePair<string, JsonNode?>>)map).CopyTo(entries, 0);
                WriteAll('{', '}', entries.Length, index =>
                {
                    WriteKey(entries[index].Key);
                    WriteNode(entries[index].Value);
                });
                break;
            case var text when text.GetValueKind() == JsonValueKind.String:
                WriteString(text.GetValue<string>());
                break;
            default:
                _json.Append(node.ToJsonString());
                break;
        }
    }

    private void WriteMap(Value map)
    {
        string[] keys = map.SortedKeys();
        WriteAll('{', '}', keys.Length, index =>
        {
            WriteKey(keys[index]);
            Write(map.Entry(keys[index]));
        });
    }

    private void WriteKey(string key)
    {
        WriteString(key);
        _json.Append(_indent is null ? ":" : ": ");
    }

    private void WriteAll(char open, char close, int count, Action<int> writeItem)
    {
        _json.Append(open);
        _depth++;
        for (int index = 0; index < count; index++)
        {
            _json.Append(index > 0 ? "," : "");
            NewLine();
            writeItem(index);
        }

        _depth--;
        if (count > 0)
        {
            NewLine();
        }

        _json.Append(close);
    }

    private void NewLine()
    {
        if (_indent is not null)
        {
            _budget.Charge((long)_indent.Length * _depth);
            _json.Append('\n').Insert(_json.Length, _indent, _depth);
        }
    }

    private void WriteString(string text)
    {
        _budget.Charge(text.Length);
        _json.Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\':
                    _json.Append('\\').Append((char)rune.Value);
                    break;
                case '\b':
                    _json.Append("\\b");
                    break;
                case '\f':
                    _json.Append("\\f");
                    break;
                case '\n':
                    _json.Append("\\n");
                    break;
                case '\r':
                    _json.Append("\\r");
                    break;
                case '\t':
                    _json.Append("\\t");
                    break;
                case < ' ' or 0x2028 or 0x2029:
                case '<' or '>' or '&' when _escapesHtml:
                    _json.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
                    break;
                default:
                    _json.Append(rune.ToString());
                    break;
            }
        }

        _json.Append('"');
    }
}
