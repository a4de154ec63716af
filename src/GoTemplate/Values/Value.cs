using System.Collections;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using GoTemplate.Text;

namespace GoTemplate.Values;

/// <summary>
/// What an expression yields, as Go's <c>reflect.Value</c> tells it: a value with its type, possibly inside an interface; a nil
/// interface; or nothing at all ("invalid", which prints as &lt;no value&gt;). The three are told apart because Go does: a
/// field of nothing is nothing, a field of a nil interface is an error. A class: the runtime compiles lists, spans and nullables
/// anew for each kind of struct.
/// </summary>
internal sealed class Value
{
    private Value(object? data, GoType? type, bool isInterface)
    {
        Data = data;
        Type = type;
        IsInterface = isInterface;
    }

    /// <summary>Nothing: what a missing key yields.</summary>
    public static Value Invalid { get; } = new(null, null, isInterface: false);

    /// <summary>A nil interface.</summary>
    public static Value NilInterface { get; } = new(null, null, isInterface: true);

    /// <summary>bool, long, ulong, double, Complex, string, IList, IDictionary, IGoObject, GoFunction, or null for nil.</summary>
    public object? Data { get; }

    /// <summary>The type of the value itself, also where it is inside an interface; null for nothing and the nil interface.</summary>
    public GoType? Type { get; }

    /// <summary>Whether the value came out of an interface: an element of a list or map of anything, a function's result.</summary>
    public bool IsInterface { get; }

    /// <summary>Whether there is something, be it a nil interface.</summary>
    public bool IsValid => Type is not null || IsInterface;

    /// <summary>The type that Go's error texts name.</summary>
    public GoType StaticType => IsInterface ? GoType.Any : Type!;

    /// <summary>The kind; <see cref="GoKind.Invalid"/> for nothing and the nil interface.</summary>
    public GoKind Kind => Type is null ? GoKind.Invalid : Type.Kind;

    /// <summary>The value taken out of its interface; a nil interface becomes nothing.</summary>
    public Value Concrete => IsInterface ? new(Data, Type, isInterface: false) : this;

    /// <summary>Whether the value is nothing, or the nil of its type.</summary>
    public bool IsNil => Data is null;

    public long Int => (long)Data!;

    public ulong Uint => (ulong)Data!;

    public double Float => (double)Data!;

    public string Text => (string)Data!;

    public bool Bool => (bool)Data!;

    /// <summary>The elements of a slice; a nil slice has none.</summary>
    public IList List => (IList?)Data ?? Array.Empty<object?>();

    /// <summary>The entries of a map; a nil map has none.</summary>
    public IDictionary Map => (IDictionary?)Data ?? EmptyMap;

    private static IDictionary EmptyMap => System.Collections.ObjectModel.ReadOnlyDictionary<string, object?>.Empty;

    /// <summary>A host's value.</summary>
    public static Value Of(object? value) => value switch
    {
        null => Invalid,
        string text => new(text, GoType.String, false),
        bool truth => new(truth, GoType.Bool, false),
        long number => new(number, GoType.Int, false),
        int number => new((long)number, GoType.Int, false),
        double number => new(number, GoType.Float64, false),
        GoValue typed => Typed(typed.Value, typed.Type),
        IGoObject structure => new(structure, structure.Type, false),
        IDictionary map => new(map, TypeOfMap(map), false),
        IList list => new(list, TypeOfList(list), false),
        GoFunction function => new(function, function.Type, false),
        _ => OfRare(value),
    };

    /// <summary>What hosts seldom have, apart: to compile a method the runtime loads every type that it names.</summary>
    private static Value OfRare(object value) => value switch
    {
        float number => new((double)number, GoType.Float64, false),
        short or sbyte => new(Convert.ToInt64(value, null), GoType.Int, false),
        byte number => new((ulong)number, GoType.Uint8, false),
        ushort or uint or ulong => new(Convert.ToUInt64(value, null), GoType.Uint, false),
        decimal number => new((double)number, GoType.Float64, false),
        Complex number => new(number, GoType.Complex128, false),
        JsonElement or JsonNode => Of(JsonValues.Convert(value)),
        _ => throw new FunctionException($"no Go type for a value of the .NET type {value.GetType()}"),
    };

    /// <summary>A host's value where Go has an interface.</summary>
    public static Value Interface(object? value)
    {
        Value inner = Of(value);
        return new(inner.Data, inner.Type, isInterface: true);
    }

    /// <summary>A host's value where Go has a slot of some type.</summary>
    public static Value InSlot(object? value, GoType type)
    {
        if (type.Kind == GoKind.Interface)
        {
            return Interface(value);
        }

        return value is GoValue typed ? Of(typed) : Typed(value, type);
    }

    /// <summary>The zero value of a type.</summary>
    public static Value Zero(GoType type) => type.Kind switch
    {
        GoKind.Interface => NilInterface,
        GoKind.Bool => new(false, type, false),
        GoKind.String => new("", type, false),
        GoKind.Complex128 => ZeroComplex(type),
        _ when type.IsInteger => new(0L, type, false),
        _ when type.IsUnsigned => new(0UL, type, false),
        _ when type.IsFloat => new(0.0, type, false),
        _ => new(null, type, false),
    };

    private static Value ZeroComplex(GoType type) => new(Complex.Zero, type, false);

    /// <summary>The value as functions and hosts see it: a plain .NET value where that says the type, else a GoValue.</summary>
    public object? ToObject()
    {
        if (Type is null)
        {
            return null;
        }

        GoType? plain = Data switch
        {
            null => null,
            string => GoType.String,
            bool => GoType.Bool,
            long => GoType.Int,
            double => GoType.Float64,
            _ => Of(Data).Type,
        };
        return plain?.Name == Type.Name ? Data : new GoValue(Data, Type);
    }

    /// <summary>An element of a slice.</summary>
    public Value Element(int index) => InSlot(List[index], Type!.Element!);

    /// <summary>An entry of a map, or nothing.</summary>
    public Value Entry(string key) => Map.Contains(key) ? InSlot(Map[key], Type!.Element!) : Invalid;

    /// <summary>Keys of a map in Go's order, which is that of their bytes.</summary>
    public string[] SortedKeys()
    {
        string[] keys = new string[Map.Count];
        Map.Keys.CopyTo(keys, 0);
        Array.Sort(keys, GoUtf8.Compare);
        return keys;
    }

    /// <summary>Whether <c>if</c> takes it for true: it is something, and not empty, zero or nil.</summary>
    public bool IsTrue() => Data switch
    {
        null => false,
        bool truth => truth,
        string text => text.Length > 0,
        long number => number != 0,
        ulong number => number != 0,
        double number => number != 0,
        IDictionary map => map.Count > 0,
        IList list => list.Count > 0,
        _ => IsOtherThanZero(Data),
    };

    private static bool IsOtherThanZero(object data) => data is not Complex number || number != Complex.Zero;

    private static Value Typed(object? value, GoType type) => value switch
    {
        null => Zero(type),
        _ when type.IsInteger => new(Convert.ToInt64(value, null), type, false),
        _ when type.IsUnsigned => new(Convert.ToUInt64(value, null), type, false),
        _ when type.IsFloat => new(Convert.ToDouble(value, null), type, false),
        _ => new(value, type, false),
    };

    private static GoType TypeOfMap(IDictionary map) => map switch
    {
        Dictionary<string, object?> => GoType.Dictionary,
        Dictionary<string, string> => ElementTypes.StringMap,
        _ => TypeOfRareMap(map),
    };

    private static GoType TypeOfRareMap(IDictionary map) => map switch
    {
        IEnumerable<KeyValuePair<string, object?>> => GoType.Dictionary,
        IEnumerable<KeyValuePair<string, string>> => ElementTypes.StringMap,
        IEnumerable<KeyValuePair<string, bool>> => ElementTypes.BoolMap,
        _ when map.GetType().GenericTypeArguments is [{ } key, _] && key == typeof(string) => GoType.Dictionary,
        _ => throw new FunctionException($"no Go map for the .NET type {map.GetType()}: only string keys"),
    };

    private static GoType TypeOfList(IList list) => list is List<object?> ? GoType.List : TypeOfRareList(list);

    private static GoType TypeOfRareList(IList list) => list switch
    {
        object?[] when list is not string[] => GoType.List,
        IEnumerable<string> => ElementTypes.Strings,
        IEnumerable<long> or IEnumerable<int> => ElementTypes.Ints,
        IEnumerable<byte> => ElementTypes.Bytes,
        IEnumerable<double> => ElementTypes.Floats,
        IEnumerable<bool> => ElementTypes.Bools,
        _ => GoType.List,
    };

    private static class ElementTypes
    {
        public static readonly GoType StringMap = GoType.MapOf(GoType.String);
        public static readonly GoType BoolMap = GoType.MapOf(GoType.Bool);
        public static readonly GoType Strings = GoType.SliceOf(GoType.String);
        public static readonly GoType Ints = GoType.SliceOf(GoType.Int);
        public static readonly GoType Bytes = GoType.SliceOf(GoType.Uint8);
        public static readonly GoType Floats = GoType.SliceOf(GoType.Float64);
        public static readonly GoType Bools = GoType.SliceOf(GoType.Bool);
    }
}
