namespace GoTemplate;

/// <summary>A Go type, as far as templates can tell types apart: by what they print, accept and refuse.</summary>
public sealed class GoType
{
    private const string MapPrefix = "map[string]";
    private const string SlicePrefix = "[]";

    private GoType(string name, GoKind kind, GoType? element = null, GoType? key = null, GoType? underlying = null)
    {
        Name = name;
        Kind = kind;
        Element = element;
        Key = key;
        Underlying = underlying ?? this;
    }

    /// <summary>The empty interface, which holds anything.</summary>
    public static GoType Any { get; } = new("interface {}", GoKind.Interface);

    /// <summary>bool</summary>
    public static GoType Bool { get; } = new("bool", GoKind.Bool);

    /// <summary>int</summary>
    public static GoType Int { get; } = new("int", GoKind.Int);

    /// <summary>int32</summary>
    public static GoType Int32 { get; } = new("int32", GoKind.Int32);

    /// <summary>int64</summary>
    public static GoType Int64 { get; } = new("int64", GoKind.Int64);

    /// <summary>uint8</summary>
    public static GoType Uint8 { get; } = new("uint8", GoKind.Uint8);

    /// <summary>uint</summary>
    public static GoType Uint { get; } = new("uint", GoKind.Uint);

    /// <summary>float64</summary>
    public static GoType Float64 { get; } = new("float64", GoKind.Float64);

    /// <summary>complex128</summary>
    public static GoType Complex128 { get; } = new("complex128", GoKind.Complex128);

    /// <summary>string</summary>
    public static GoType String { get; } = new("string", GoKind.String);

    /// <summary>[]interface {}</summary>
    public static GoType List { get; } = SliceOf(Any);

    /// <summary>map[string]interface {}</summary>
    public static GoType Dictionary { get; } = MapOf(Any);

    /// <summary>The name as Go's <c>%T</c> and error texts print it.</summary>
    public string Name { get; }

    /// <summary>The kind.</summary>
    public GoKind Kind { get; }

    /// <summary>The kind as Go prints it: <c>int</c>, <c>map</c>, <c>ptr</c> and so on.</summary>
    public string KindName => Kind.ToString().ToLowerInvariant();

    /// <summary>Type of a slice's or map's elements, or what a pointer points to.</summary>
    public GoType? Element { get; }

    /// <summary>What a pointer points to; null for any other type.</summary>
    internal GoType? Pointee => Kind == GoKind.Ptr ? Element : null;

    /// <summary>Type of a map's keys.</summary>
    public GoType? Key { get; }

    /// <summary>What a named type is made of; itself for any other.</summary>
    public GoType Underlying { get; }

    /// <summary>Whether nil is a value of the type.</summary>
    public bool CanBeNil => Kind is GoKind.Slice or GoKind.Map or GoKind.Ptr or GoKind.Func or GoKind.Interface || this == Reflected;

    internal bool IsInteger => Kind is >= GoKind.Int and <= GoKind.Int64;

    internal bool IsUnsigned => Kind is >= GoKind.Uint and <= GoKind.Uint64;

    internal bool IsFloat => Kind is GoKind.Float32 or GoKind.Float64;

    private Func<GoType, bool>? IsImplementedBy { get; init; }

    /// <summary>Parameters of this type, those of Go's built-in functions, take any value as it is, be it invalid or nil.</summary>
    internal static GoType Reflected { get; } = new("reflect.Value", GoKind.Struct);

    /// <summary>A slice type.</summary>
    public static GoType SliceOf(GoType element) => new(SlicePrefix + element.Name, GoKind.Slice, element);

    /// <summary>A map type with string keys.</summary>
    public static GoType MapOf(GoType element) => new(MapPrefix + element.Name, GoKind.Map, element, String);

    /// <summary>A struct type.</summary>
    /// <param name="name">Its name, with its package: <c>v1.Container</c>.</param>
    public static GoType Struct(string name) => new(name, GoKind.Struct);

    /// <summary>A function type.</summary>
    public static GoType Function(string signature) => new(signature, GoKind.Func);

    /// <summary>A pointer type.</summary>
    public static GoType PointerTo(GoType element) => new("*" + element.Name, GoKind.Ptr, element);

    /// <summary>An interface with methods.</summary>
    /// <param name="name">Its name: <c>protoreflect.ProtoMessage</c>.</param>
    /// <param name="isImplementedBy">Tells which types have the methods.</param>
    public static GoType Interface(string name, Func<GoType, bool> isImplementedBy) =>
        new(name, GoKind.Interface) { IsImplementedBy = isImplementedBy };

    /// <summary>A named type, such as v1.PullPolicy, which is a string.</summary>
    public static GoType Named(string name, GoType underlying) =>
        new(name, underlying.Kind, underlying.Element, underlying.Key, underlying);

    /// <summary>The type that a host's value stands for; see <see cref="GoValue"/>.</summary>
    /// <returns>The type, <see langword="null"/> for nil.</returns>
    /// <exception cref="FunctionException">The value is of a .NET type that stands for none of Go's.</exception>
    public static GoType? Of(object? value) => Values.Value.Of(value).Type;

    /// <summary>Reads a type as Go writes it; a name that is not Go's own is taken for a struct.</summary>
    /// <exception cref="FormatException">The text is empty or a map without string keys.</exception>
    public static GoType Parse(string text)
    {
        text = text.Trim();
        return text == String.Name ? String
            : text == Any.Name ? Any
            : text == Bool.Name ? Bool
            : text == Reflected.Name ? Reflected
            : text == Int.Name ? Int
            : text.StartsWith(MapPrefix, StringComparison.Ordinal) ? MapOf(Parse(text[MapPrefix.Length..]))
            : text.StartsWith(SlicePrefix, StringComparison.Ordinal) ? SliceOf(Parse(text[SlicePrefix.Length..]))
            : IsQualified(text) ? Struct(text)
            : ParseRare(text);
    }

    private static bool IsQualified(string text) => text.Contains('.', StringComparison.Ordinal) && char.IsAsciiLetter(text[0]);

    /// <summary>What functions' signatures seldom name, apart: a switch over so many words takes long to compile.</summary>
    private static GoType ParseRare(string text) => text switch
    {
        "" => throw new FormatException("The type is missing."),
        "interface{}" or "any" => Any,
        "int64" => Int64,
        "uint8" or "byte" => Uint8,
        "uint" => Uint,
        "float64" => Float64,
        "complex128" => Complex128,
        "int8" => new GoType(text, GoKind.Int8),
        "int16" => new GoType(text, GoKind.Int16),
        "int32" or "rune" => Int32,
        "uint16" => new GoType(text, GoKind.Uint16),
        "uint32" => new GoType(text, GoKind.Uint32),
        "uint64" => new GoType(text, GoKind.Uint64),
        "float32" => new GoType(text, GoKind.Float32),
        _ when text.StartsWith("map[", StringComparison.Ordinal) => throw new FormatException($"Only string keys: {text}"),
        _ when text.StartsWith('*') => PointerTo(Parse(text[1..])),
        _ => Struct(text),
    };

    /// <summary>Whether Go lets a value of this type stand for one of another without conversion.</summary>
    public bool IsAssignableTo(GoType target) =>
        target == Any || Name == target.Name || target.IsImplementedBy?.Invoke(this) == true
        || (Underlying.Name == target.Underlying.Name && Kind is GoKind.Slice or GoKind.Map && (Underlying == this || target.Underlying == target));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
