using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using GoTemplate;

namespace IstioGateway.Injection;

/// <summary>
/// Writes one document in go-yaml 2's style (encode.go, emitterc.go): blocks indented by two, lists not indented within maps,
/// long lines folded at 80 columns.
/// </summary>
internal sealed class GoYamlEmitter
{
    private const int Step = 2;
    private const int BestWidth = 80;

    /// <summary>A key longer than this, in bytes, stands behind a question mark.</summary>
    private const int MaxSimpleKeyLength = 128;

    private readonly StringBuilder _yaml = new();
    private int _indent = -1;
    private int _column;

    /// <summary>Whether the last character leaves space before what follows.</summary>
    private bool _afterSpace = true;

    /// <summary>Whether the line so far is nothing but indentation and dashes.</summary>
    private bool _isIndentation = true;

    /// <summary>Writes a document.</summary>
    /// <exception cref="GoYamlException">go-yaml does not take the JSON.</exception>
    public static string Write(JsonElement root)
    {
        GoYamlEmitter emitter = new();
        emitter.Node(root, inMap: false);
        emitter.NewLine();
        return emitter._yaml.ToString();
    }

    private void Node(JsonElement node, bool inMap)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node.ValueKind)
        {
            case JsonValueKind.Object:
                Map(node);
                break;
            case JsonValueKind.Array:
                List(node, inMap);
                break;
            case JsonValueKind.String:
                String(GoYamlScalar.Analyse(GoYamlInput.Value(node.GetString()!)), isSimpleKey: false);
                break;
            case JsonValueKind.Number:
                Plain(Number(node.GetRawText()));
                break;
            default:
                Plain(node.GetRawText());
                break;
        }
    }

    private void Map(JsonElement map)
    {
        // Of several properties of one name, the last wins.
        Dictionary<string, JsonElement> entries = new(StringComparer.Ordinal);
        foreach (JsonProperty property in map.EnumerateObject())
        {
            entries[GoYamlInput.Key(property.Name)] = property.Value;
        }

        if (entries.Count == 0)
        {
            Indicator("{", needsSpace: true, leavesSpace: true);
            Indicator("}");
            return;
        }

        int outer = Indent(isIndented: true);
        foreach (string key in entries.Keys.Order(GoYamlKeyOrder.Instance))
        {
            NewLine();
            GoYamlScalar scalar = GoYamlScalar.Analyse(key);
            if (!scalar.IsMultiline && Encoding.UTF8.GetByteCount(key) <= MaxSimpleKeyLength)
            {
                String(scalar, isSimpleKey: true);
                Indicator(":");
            }
            else
            {
                Indicator("?", needsSpace: true, isIndentation: true);
                String(scalar, isSimpleKey: false);
                NewLine();
                Indicator(":", needsSpace: true, isIndentation: true);
            }

            Node(entries[key], inMap: true);
        }

        _indent = outer;
    }

    private void List(JsonElement list, bool inMap)
    {
        if (list.GetArrayLength() == 0)
        {
            Indicator("[", needsSpace: true, leavesSpace: true);
            Indicator("]");
            return;
        }

        int outer = Indent(isIndented: !inMap || _isIndentation);
        foreach (JsonElement item in list.EnumerateArray())
        {
            NewLine();
            Indicator("-", needsSpace: true, isIndentation: true);
            Node(item, inMap: false);
        }

        _indent = outer;
    }

    /// <summary>Goes one level down.</summary>
    /// <returns>The indentation to go back to.</returns>
    private int Indent(bool isIndented)
    {
        int outer = _indent;
        _indent = outer < 0 ? 0 : isIndented ? outer + Step : outer;
        return outer;
    }

    private static string Number(string json)
    {
        if (long.TryParse(json, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return integer.ToString(CultureInfo.InvariantCulture);
        }

        return ulong.TryParse(json, NumberStyles.None, CultureInfo.InvariantCulture, out ulong natural)
            ? natural.ToString(CultureInfo.InvariantCulture)
            : double.Parse(json, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) ? GoFormat.Float(number) : json;
    }

    private void String(GoYamlScalar scalar, bool isSimpleKey)
    {
        int outer = _indent;
        _indent = outer < 0 ? Step : outer + Step;
        bool folds = !isSimpleKey;
        if (scalar.Text.Contains('\n', StringComparison.Ordinal))
        {
            if (scalar.AllowsBlock && !isSimpleKey)
            {
                Literal(scalar);
            }
            else
            {
                DoubleQuoted(scalar, folds);
            }
        }
        else if (!GoYamlResolver.IsString(scalar.Text))
        {
            DoubleQuoted(scalar, folds);
        }
        else if (scalar.AllowsPlain)
        {
            Space();
            Characters(scalar, folds, isQuoted: false);
            (_afterSpace, _isIndentation) = (false, false);
        }
        else if (scalar.AllowsSingleQuotes)
        {
            Indicator("'", needsSpace: true);
            Characters(scalar, folds, isQuoted: true);
            Indicator("'");
        }
        else
        {
            DoubleQuoted(scalar, folds);
        }

        _indent = outer;
    }

    private void Plain(string text)
    {
        Space();
        Put(text);
        (_afterSpace, _isIndentation) = (false, false);
    }

    /// <summary>The characters of a scalar that stand as they are, folded at single spaces.</summary>
    private void Characters(GoYamlScalar scalar, bool folds, bool isQuoted)
    {
        Rune[] runes = scalar.Runes;
        bool afterSpace = false;
        bool afterBreak = false;
        for (int index = 0; index < runes.Length; index++)
        {
            Rune rune = runes[index];
            if (GoYamlScalar.IsSpace(rune))
            {
                bool isInside = index > 0 && index < runes.Length - 1;
                if (folds && !afterSpace && _column > BestWidth && isInside && !GoYamlScalar.IsSpace(runes[index + 1]))
                {
                    NewLine();
                }
                else
                {
                    Put(rune);
                }

                afterSpace = true;
            }
            else if (GoYamlScalar.IsBreak(rune))
            {
                // U+2028 and U+2029: a string with a line feed is a literal.
                Put(rune);
                _column = 0;
                _isIndentation = true;
                afterBreak = true;
            }
            else
            {
                if (afterBreak)
                {
                    NewLine();
                }

                if (isQuoted && rune.Value == '\'')
                {
                    Put(rune);
                }

                Put(rune);
                _isIndentation = false;
                (afterSpace, afterBreak) = (false, false);
            }
        }
    }

    private void DoubleQuoted(GoYamlScalar scalar, bool folds)
    {
        Indicator("\"", needsSpace: true);
        Rune[] runes = scalar.Runes;

        // go-yaml asks of every character whether the first one is a byte order mark.
        bool escapesAll = runes.Length > 0 && runes[0].Value == 0xFEFF;
        bool afterSpace = false;
        for (int index = 0; index < runes.Length; index++)
        {
            Rune rune = runes[index];
            if (escapesAll || !GoYamlScalar.IsPrintable(rune) || GoYamlScalar.IsBreak(rune) || rune.Value is '"' or '\\')
            {
                Put(Escape(rune.Value));
                afterSpace = false;
            }
            else if (GoYamlScalar.IsSpace(rune) && folds && !afterSpace && _column > BestWidth && index > 0 && index < runes.Length - 1)
            {
                NewLine();
                if (GoYamlScalar.IsSpace(runes[index + 1]))
                {
                    Put("\\");
                }

                afterSpace = true;
            }
            else
            {
                Put(rune);
                afterSpace = GoYamlScalar.IsSpace(rune);
            }
        }

        Indicator("\"");
    }

    private static string Escape(int character) => character switch
    {
        0 => "\\0",
        0x07 => "\\a",
        0x08 => "\\b",
        0x09 => "\\t",
        0x0A => "\\n",
        0x0B => "\\v",
        0x0C => "\\f",
        0x0D => "\\r",
        0x1B => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        0x85 => "\\N",
        0xA0 => "\\_",
        0x2028 => "\\L",
        0x2029 => "\\P",
        <= 0xFF => string.Create(CultureInfo.InvariantCulture, $"\\x{character:X2}"),
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{character:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{character:X8}"),
    };

    private void Literal(GoYamlScalar scalar)
    {
        Rune[] runes = scalar.Runes;
        Indicator("|", needsSpace: true);
        if (GoYamlScalar.IsSpace(runes[0]) || GoYamlScalar.IsBreak(runes[0]))
        {
            Indicator(Step.ToString(CultureInfo.InvariantCulture));
        }

        // Without a mark, the text ends with one line break.
        if (!GoYamlScalar.IsBreak(runes[^1]))
        {
            Indicator("-");
        }
        else if (runes.Length == 1 || GoYamlScalar.IsBreak(runes[^2]))
        {
            Indicator("+");
        }

        Break();
        (_afterSpace, _isIndentation) = (true, true);
        bool afterBreak = true;
        foreach (Rune rune in runes)
        {
            if (rune.Value == '\n')
            {
                Break();
            }
            else if (GoYamlScalar.IsBreak(rune))
            {
                Put(rune);
                _column = 0;
            }
            else
            {
                if (afterBreak)
                {
                    NewLine();
                }

                Put(rune);
            }

            afterBreak = GoYamlScalar.IsBreak(rune);
            _isIndentation = afterBreak;
        }
    }

    /// <summary>Starts a line, unless this one is still empty, and indents it.</summary>
    private void NewLine()
    {
        int indent = Math.Max(_indent, 0);
        if (!_isIndentation || _column > indent || (_column == indent && !_afterSpace))
        {
            Break();
        }

        Put(new string(' ', Math.Max(indent - _column, 0)));
        (_afterSpace, _isIndentation) = (true, true);
    }

    private void Indicator(string text, bool needsSpace = false, bool leavesSpace = false, bool isIndentation = false)
    {
        if (needsSpace)
        {
            Space();
        }

        Put(text);
        _afterSpace = leavesSpace;
        _isIndentation &= isIndentation;
    }

    private void Space()
    {
        if (!_afterSpace)
        {
            Put(" ");
        }
    }

    private void Break()
    {
        _yaml.Append('\n');
        _column = 0;
    }

    private void Put(string text)
    {
        _yaml.Append(text);
        _column += text.Length;
    }

    private void Put(Rune rune)
    {
        _yaml.Append(rune.ToString());
        _column++;
    }
}
