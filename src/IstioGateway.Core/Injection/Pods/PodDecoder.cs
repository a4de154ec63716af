using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IstioGateway.Injection;

/// <summary>
/// What <c>json.Unmarshal(patched, &amp;corev1.Pod{})</c> makes of a merged pod (istio 1.28.10, pkg/kube/inject/webhook.go:1065-1082),
/// and <c>json.Marshal</c> of that: fields that the type lacks vanish, names match whatever their case, null is the zero value,
/// empty <c>omitempty</c> fields are left out, others are written. Keys are read in sorted order, as istiod's intermediate
/// JSON has them; of two spellings of one field the later wins. Two things differ from Kubernetes' libraries before 1.34: a
/// zero <c>creationTimestamp</c> is omitted, not null; and an empty status is left out, which the API server ignores on create.
/// Fields newer than an istiod's own libraries are kept where that istiod would drop them.
/// </summary>
internal sealed class PodDecoder
{
    /// <summary>Paths of what was left out, each as long as what has been left so far is deep, with the dot before a name.</summary>
    private readonly List<string> _dropped = [];

    private readonly List<string> _fieldStack = [];
    private PodType? _struct;
    private string? _firstTypeError;

    private PodDecoder()
    {
    }

    /// <summary>Decodes a pod; the object given is left as it is.</summary>
    /// <exception cref="PodDecodeException">A value is of another type than its field.</exception>
    public static PodDecodeResult Decode(JsonObject pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        PodDecoder decoder = new();
        JsonObject decoded = decoder.Struct(PodType.Pod, pod);
        return decoder._firstTypeError is { } error
            ? throw new PodDecodeException(error)
            : new PodDecodeResult(decoded, decoder.Dropped());
    }

    private List<string> Dropped()
    {
        for (int index = 0; index < _dropped.Count; index++)
        {
            _dropped[index] = _dropped[index][1..];
        }

        return _dropped;
    }

    private JsonNode? Value(PodType type, JsonNode? node)
    {
        if (node is null || node.GetValueKind() == JsonValueKind.Null)
        {
            return PodZero.Of(type);
        }

        return type.Kind switch
        {
            PodTypeKind.Any => node.DeepClone(),
            PodTypeKind.IntOrString => IntOrString(node),
            PodTypeKind.Quantity => JsonValue.Create(GoQuantity.Canonical(QuantityText(node))),
            PodTypeKind.Time => Time(type, node),
            PodTypeKind.Struct when node is JsonObject json => Struct(type, json),
            PodTypeKind.Map when node is JsonObject json => Map(type, json),
            PodTypeKind.List when node is JsonArray json => List(type, json),
            PodTypeKind.String when node.GetValueKind() == JsonValueKind.String => JsonValue.Create(node.GetValue<string>()),
            PodTypeKind.Boolean when node.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
                JsonValue.Create(node.GetValueKind() == JsonValueKind.True),
            PodTypeKind.Integer when node.GetValueKind() == JsonValueKind.Number => Integer(type, node, type.Target.Name),
            _ => Mismatch(type, Shape(node), type.Target.Name),
        };
    }

    private JsonObject Struct(PodType type, JsonObject json)
    {
        PodType? outer = _struct;
        int depth = _fieldStack.Count;
        JsonNode?[] values = new JsonNode?[type.Fields.Length];
        foreach (string key in SortedKeys(json))
        {
            int place = type.IndexOfField(key);
            int dropped = _dropped.Count;
            if (place < 0)
            {
                _dropped.Add("." + key);
                continue;
            }

            PodField field = type.Fields[place];

            // Go 1.24 names embedded structs in the path of the field, too.
            if (field.Origin is { } embedded)
            {
                _fieldStack.Add(embedded);
            }

            _fieldStack.Add(field.JsonName);
            _struct = type;
            values[place] = Value(field.Type, json[key]);
            CompletePaths(dropped, ".", key);
            _fieldStack.RemoveRange(depth, _fieldStack.Count - depth);
            _struct = outer;
        }

        return PodZero.Write(type, values);
    }

    private JsonObject Map(PodType type, JsonObject json)
    {
        JsonObject decoded = [];
        foreach (string key in SortedKeys(json))
        {
            int dropped = _dropped.Count;
            decoded[key] = Value(type.Item!, json[key]);
            CompletePaths(dropped, ".", key);
        }

        return decoded;
    }

    private JsonArray List(PodType type, JsonArray json)
    {
        JsonArray decoded = [];
        for (int index = 0; index < json.Count; index++)
        {
            int dropped = _dropped.Count;
            decoded.Add(Value(type.Item!, json[index]));
            if (_dropped.Count > dropped)
            {
                CompletePaths(dropped, "[", index.ToString(CultureInfo.InvariantCulture) + "]");
            }
        }

        return decoded;
    }

    /// <summary>Puts the name of what was just left before the paths found in it; mostly there are none.</summary>
    private void CompletePaths(int first, string separator, string name)
    {
        for (int index = first; index < _dropped.Count; index++)
        {
            _dropped[index] = separator + name + _dropped[index];
        }
    }

    private JsonNode? Integer(PodType type, JsonNode node, string goType)
    {
        bool isWhole = node.AsValue().TryGetValue(out long number)
            || long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        if (!isWhole && double.TryParse(node.ToJsonString(), CultureInfo.InvariantCulture, out double real))
        {
            // The merged pod reaches Go's decoder through float64, whose JSON has no fraction where there is none.
            isWhole = double.IsInteger(real) && Math.Abs(real) < 1L << 62;
            number = isWhole ? (long)real : 0;
        }

        bool fits = isWhole && (goType != "int32" || number is >= int.MinValue and <= int.MaxValue);
        return fits ? JsonValue.Create(number) : Mismatch(type, $"number {node.ToJsonString()}", goType);
    }

    private JsonNode? IntOrString(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.String => JsonValue.Create(node.GetValue<string>()),
        JsonValueKind.Number => Integer(PodType.Int32, node, "int32") is { } number && _firstTypeError is null
            ? number
            : throw new PodDecodeException(_firstTypeError!),
        _ => throw new PodDecodeException(TypeError(Shape(node), "int32")),
    };

    private JsonNode? Time(PodType type, JsonNode node) => node.GetValueKind() != JsonValueKind.String
        ? throw new PodDecodeException(TypeError(Shape(node), "string"))
        : GoTimestamp.Canonical(node.GetValue<string>()) is { } text ? JsonValue.Create(text) : PodZero.Of(type);

    // A Quantity reads whatever stands there, without its quotes.
    private static string QuantityText(JsonNode node) =>
        node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString();

    /// <summary>Go goes on after a type that does not fit and reports the first one; only a type's own decoder ends at once.</summary>
    private JsonNode? Mismatch(PodType type, string value, string goType)
    {
        _firstTypeError ??= TypeError(value, goType);
        return PodZero.Of(type);
    }

    private string TypeError(string value, string goType) =>
        $"json: cannot unmarshal {value} into Go struct field {_struct?.Name}.{string.Join('.', _fieldStack)} of type {goType}";

    private static string Shape(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "bool",
    };

    private static string[] SortedKeys(JsonObject json)
    {
        string[] keys = json.Names();
        Array.Sort(keys, GoStringOrder.Instance);
        return keys;
    }
}
