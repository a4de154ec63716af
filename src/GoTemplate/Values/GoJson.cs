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
                _json.Append(Convert.ToString(value.Data, CultureInfo.InvariantCulture));
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
            case IList:
                WriteList(value);
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
                WriteItems(array);
                break;
            case JsonObject map:
                WriteFields(map);
                break;
            case var text when text.GetValueKind() == JsonValueKind.String:
                WriteString(text.GetValue<string>());
                break;
            default:
                _json.Append(Scalar(node.AsValue()));
                break;
        }
    }

    /// <summary>A number, or true or false. That of a whole number needs no writer, nor what a writer needs.</summary>
    private static string Scalar(JsonValue scalar) =>
        scalar.TryGetValue(out long number) && number != 0 ? number.ToString(CultureInfo.InvariantCulture) : scalar.ToJsonString();

    private void WriteItems(JsonArray array)
    {
        Open('[');
        for (int index = 0; index < array.Count; index++)
        {
            Next(index);
            WriteNode(array[index]);
        }

        Close(']', array.Count);
    }

    private void WriteFields(JsonObject map)
    {
        string[] names = new string[map.Count];
        ((IDictionary<string, JsonNode?>)map).Keys.CopyTo(names, 0);
        Open('{');
        for (int index = 0; index < names.Length; index++)
        {
            Next(index);
            WriteKey(names[index]);
            WriteNode(map[names[index]]);
        }

        Close('}', names.Length);
    }

    private void WriteList(Value list)
    {
        if (list.Type!.Element!.Kind == GoKind.Uint8)
        {
            WriteString(Convert.ToBase64String([.. list.List.Cast<byte>()]));
            return;
        }

        Open('[');
        for (int index = 0; index < list.List.Count; index++)
        {
            Next(index);
            Write(list.Element(index));
        }

        Close(']', list.List.Count);
    }

    private void WriteMap(Value map)
    {
        string[] keys = map.SortedKeys();
        Open('{');
        for (int index = 0; index < keys.Length; index++)
        {
            Next(index);
            WriteKey(keys[index]);
            Write(map.Entry(keys[index]));
        }

        Close('}', keys.Length);
    }

    private void WriteKey(string key)
    {
        WriteString(key);
        _json.Append(_indent is null ? ":" : ": ");
    }

    private void Open(char bracket)
    {
        _json.Append(bracket);
        _depth++;
    }

    /// <summary>What stands before an item.</summary>
    private void Next(int index)
    {
        if (index > 0)
        {
            _json.Append(',');
        }

        NewLine();
    }

    private void Close(char bracket, int count)
    {
        _depth--;
        if (count > 0)
        {
            NewLine();
        }

        _json.Append(bracket);
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
        if (GoQuote.IsPlain(text) && text.AsSpan().IndexOfAny('<', '>', '&') < 0)
        {
            _json.Append(text);
        }
        else
        {
            WriteEscaped(text);
        }

        _json.Append('"');
    }

    private void WriteEscaped(string text)
    {
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
    }
}
