using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace IstioGateway.Kubernetes.Yaml;

/// <summary>Builds JSON from the events of a YAML parser, within bounds that no honest document reaches.</summary>
internal sealed class YamlReader
{
    /// <summary>Deepest nesting; as deep as Kubernetes objects may be many times over, and no danger to the stack.</summary>
    public const int MaximumDepth = 200;

    /// <summary>Most values that aliases may add: "a billion laughs" ends here.</summary>
    public const int MaximumAliasedValues = 100_000;

    private const string CoreTag = "tag:yaml.org,2002:";
    private readonly IParser _parser;
    private readonly Dictionary<string, Anchored> _anchors = new(StringComparer.Ordinal);
    private int _values;
    private int _aliasedValues;

    private YamlReader(IParser parser) => _parser = parser;

    /// <summary>Reads the first document; <see langword="null"/> where there is none.</summary>
    /// <exception cref="FormatException">It is no YAML, or has no JSON counterpart.</exception>
    public static JsonNode? ReadFirst(string text) =>
        Read(text, parser => parser.TryConsume<DocumentStart>(out _) ? new YamlReader(parser).Value(0) : null);

    /// <summary>Reads every document; anchors of one are unknown in the next.</summary>
    /// <exception cref="FormatException">It is no YAML, or has no JSON counterpart.</exception>
    public static IReadOnlyList<JsonNode?> ReadAll(string text) => Read(text, parser =>
    {
        List<JsonNode?> documents = [];
        while (parser.TryConsume<DocumentStart>(out _))
        {
            documents.Add(new YamlReader(parser).Value(0));
            parser.Consume<DocumentEnd>();
        }

        return documents;
    });

    private static T Read<T>(string text, Func<Parser, T> read)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            return read(parser);
        }
        catch (YamlException e)
        {
            throw new FormatException($"{Place(e.Start)}: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or OverflowException)
        {
            // How the parser says that a document begins where none can, that a tag is no URI, or that a version is too large.
            throw new FormatException($"{Place(parser.Current?.End ?? Mark.Empty)}: {e.Message}", e);
        }
    }

    private JsonNode? Value(int depth)
    {
        ParsingEvent here = _parser.Current ?? throw new FormatException("The document ends too early.");
        if (depth > MaximumDepth)
        {
            throw Error(here, $"the nesting is deeper than {MaximumDepth}");
        }

        if (here is AnchorAlias alias)
        {
            _parser.MoveNext();
            return Aliased(alias);
        }

        int before = _values++;
        AnchorName anchor = here is NodeEvent node ? node.Anchor : AnchorName.Empty;
        JsonNode? value = here switch
        {
            Scalar => ScalarValue(_parser.Consume<Scalar>()),
            SequenceStart => Sequence(depth),
            MappingStart => Mapping(depth),
            _ => throw Error(here, "a value is expected"),
        };
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = new Anchored(value, _values - before);
        }

        return value;
    }

    private JsonNode? Aliased(AnchorAlias alias)
    {
        // An anchor is known only when its value is whole, so that nothing can contain itself.
        if (!_anchors.TryGetValue(alias.Value.Value, out Anchored? anchored))
        {
            throw Error(alias, $"the alias *{alias.Value} names no anchor before it");
        }

        _values += anchored.Values;
        _aliasedValues += anchored.Values;
        return _aliasedValues <= MaximumAliasedValues
            ? anchored.Node?.DeepClone()
            : throw Error(alias, $"aliases make more than {MaximumAliasedValues} values");
    }

    private JsonArray Sequence(int depth)
    {
        _parser.Consume<SequenceStart>();
        var array = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            array.Add(Value(depth + 1));
        }

        return array;
    }

    private JsonObject Mapping(int depth)
    {
        _parser.Consume<MappingStart>();
        var mapping = new JsonObject();
        List<JsonObject> merged = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            ParsingEvent keyEvent = _parser.Current!;
            if (keyEvent is Scalar { Style: ScalarStyle.Plain, Value: "<<" } mergeKey && mergeKey.Tag.IsEmpty)
            {
                _parser.MoveNext();
                Merge(keyEvent, Value(depth + 1), merged);
                continue;
            }

            string key = Key(keyEvent, Value(depth + 1));
            JsonNode? value = Value(depth + 1);
            if (!mapping.TryAdd(key, value))
            {
                throw Error(keyEvent, $"the key '{key}' stands twice in the same mapping");
            }
        }

        // What stands in the mapping itself wins over what is merged into it, and an earlier source over a later one.
        foreach (JsonObject source in merged)
        {
            foreach ((string key, JsonNode? value) in source)
            {
                if (!mapping.ContainsKey(key))
                {
                    mapping.Add(key, value?.DeepClone());
                }
            }
        }

        return mapping;
    }

    private static void Merge(ParsingEvent key, JsonNode? value, List<JsonObject> merged)
    {
        switch (value)
        {
            case JsonObject one:
                merged.Add(one);
                break;
            case JsonArray many when many.All(item => item is JsonObject):
                merged.AddRange(many.Select(item => (JsonObject)item!));
                break;
            default:
                throw Error(key, "the merge key << needs a mapping, or a list of mappings");
        }
    }

    /// <summary>Keys that are no texts become texts as in <c>sigs.k8s.io/yaml</c> (<c>convertToJSONableObject</c>).</summary>
    private static string Key(ParsingEvent here, JsonNode? key)
    {
        if (key is not JsonValue value)
        {
            throw Error(here, "a key must be a text, a number or a boolean");
        }

        switch (value.GetValueKind())
        {
            case JsonValueKind.True:
                return "true";
            case JsonValueKind.False:
                return "false";
            case JsonValueKind.Number:
                string literal = value.ToJsonString();
                return literal.AsSpan().IndexOfAny("eE.") < 0
                    ? literal
                    : ((float)value.GetValue<double>()).ToString("R", CultureInfo.InvariantCulture);
            default:
                return value.GetValue<string>();
        }
    }

    private static JsonNode? ScalarValue(Scalar scalar)
    {
        string tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        try
        {
            return tag switch
            {
                "" => scalar.Style == ScalarStyle.Plain ? YamlScalars.Resolve(scalar.Value) : JsonValue.Create(scalar.Value),
                CoreTag + "null" or CoreTag + "bool" or CoreTag + "int" or CoreTag + "float" => Tagged(scalar.Value, tag),
                CoreTag + "binary" => JsonValue.Create(Encoding.UTF8.GetString(Convert.FromBase64String(scalar.Value))),
                _ => JsonValue.Create(scalar.Value),
            };
        }
        catch (FormatException e)
        {
            throw Error(scalar, e.Message);
        }
    }

    private static JsonNode? Tagged(string text, string tag)
    {
        JsonNode? value = YamlScalars.Resolve(text);
        string found = value?.GetValueKind() switch
        {
            null => "null",
            JsonValueKind.True or JsonValueKind.False => "bool",
            JsonValueKind.Number when tag == CoreTag + "float" => "float",
            JsonValueKind.Number when value.ToJsonString().AsSpan().IndexOfAny("eE.") < 0 => "int",
            _ => "",
        };
        return CoreTag + found == tag
            ? value
            : throw new FormatException($"'{text}' is no {tag[CoreTag.Length..]}");
    }

    private static string Place(Mark mark) => $"Line {mark.Line}, column {mark.Column}";

    private static FormatException Error(ParsingEvent here, string message) => new($"{Place(here.Start)}: {message}.");

    /// <summary>What an anchor names, and how many values that is.</summary>
    private sealed record Anchored(JsonNode? Node, int Values);
}
